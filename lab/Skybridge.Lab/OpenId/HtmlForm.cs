using System.Net;
using System.Text.RegularExpressions;

namespace Skybridge.Lab.OpenId;

/// <summary>A form of a page, as much of it as signing in takes.</summary>
sealed partial class HtmlForm
{
    HtmlForm(string? action, IReadOnlyList<Dictionary<string, string>> inputs) => (Action, Inputs) = (action, inputs);

    /// <summary>Where it is sent; none is the page's own address.</summary>
    public string? Action { get; }

    /// <summary>Its inputs by their attributes.</summary>
    public IReadOnlyList<Dictionary<string, string>> Inputs { get; }

    /// <summary>Whether it asks for more than one password: to choose another one.</summary>
    public bool AsksForNewPassword => Inputs.Count(input => input.GetValueOrDefault("type") == "password") > 1;

    /// <summary>The form that asks for a password, if the page has one.</summary>
    public static HtmlForm? WithPassword(string html) => Find(html, input => input.GetValueOrDefault("type") == "password");

    /// <summary>The form that asks for a user name, if the page has one.</summary>
    public static HtmlForm? WithName(string html) => Find(html, input => input.GetValueOrDefault("name") == "username");

    /// <summary>Where the page sends its reader by itself; null for nowhere.</summary>
    public static string? RefreshOf(string html) =>
        Refresh().Match(html) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups["address"].Value) : null;

    static HtmlForm? Find(string html, Func<Dictionary<string, string>, bool> isMeant)
    {
        foreach (Match match in Form().Matches(html))
        {
            var inputs = Input().Matches(match.Groups["body"].Value).Select(input => Attributes(input.Groups["attributes"].Value)).ToList();
            if (inputs.Any(isMeant))
                return new(Attributes(match.Groups["attributes"].Value).GetValueOrDefault("action"), inputs);
        }

        return null;
    }

    /// <summary>The fields to send: hidden ones as they are, and the person's own.</summary>
    public List<KeyValuePair<string, string>> Fill(string userName, string password, string? newPassword = null)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var input in Inputs.Where(input => input.ContainsKey("name")))
        {
            var value = (input["name"], input.GetValueOrDefault("type", "text")) switch
            {
                (_, "password") => input.GetValueOrDefault("autocomplete") == "new-password" && newPassword is not null ? newPassword : password,
                ("username", _) => userName,
                (_, "hidden") => input.GetValueOrDefault("value", ""),
                _ => null, // Check boxes stay as they are not, and buttons are not pressed.
            };
            if (value is not null)
                fields.Add(new(input["name"], value));
        }

        return fields;
    }

    /// <summary>What the page says to the person: its alerts, or all of its text.</summary>
    public static string TextOf(string html)
    {
        var alerts = Alert().Matches(html).Select(match => Plain(match.Groups["body"].Value)).Where(text => text.Length > 0).ToList();
        return alerts.Count > 0 ? string.Join(' ', alerts) : Plain(Body().Match(html) is { Success: true } body ? body.Groups["body"].Value : html);
    }

    static string Plain(string html) =>
        Space().Replace(WebUtility.HtmlDecode(Tag().Replace(Unseen().Replace(html, " "), " ")), " ").Trim();

    static Dictionary<string, string> Attributes(string text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Attribute().Matches(text))
            attributes.TryAdd(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value));
        return attributes;
    }

    // Pages of one product, not of the web: quotes around values that hold '>' and no forms inside forms.
    [GeneratedRegex("""<form\b(?<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>(?<body>.*?)</form>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex("""<meta http-equiv="refresh" content="0; url=(?<address>[^"]+)">""")]
    private static partial Regex Refresh();

    [GeneratedRegex("""<input\b(?<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Input();

    [GeneratedRegex("""(?<name>[\w:.-]+)(?:\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+)))?""")]
    private static partial Regex Attribute();

    [GeneratedRegex("""<(?<tag>\w+)\b[^>]*\brole=["']?alert\b[^>]*>(?<body>.*?)</\k<tag>>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Alert();

    [GeneratedRegex("<body[^>]*>(?<body>.*)</body>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Body();

    [GeneratedRegex("<(script|style|svg)[^>]*>.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
