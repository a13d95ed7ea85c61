using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Skybridge.Lab.OpenId;

/// <summary>One run of the authorization code flow: its state, nonce and PKCE verifier, each used once.</summary>
sealed class Flow
{
    readonly string _state = NewValue();
    readonly string _verifier = NewValue();

    public string Nonce { get; } = NewValue();

    /// <summary>Where the browser goes first.</summary>
    public Uri AuthorizationRequest(Uri endpoint, OpenIdClientOptions options)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)));
        (string Name, string Value)[] query =
        [
            ("response_type", "code"),
            ("client_id", options.ClientId),
            ("redirect_uri", options.RedirectUri.OriginalString),
            ("scope", options.Scope),
            ("state", _state),
            ("nonce", Nonce),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ];
        var text = string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return new($"{endpoint}{(endpoint.Query.Length > 0 ? '&' : '?')}{text}");
    }

    /// <summary>What the token endpoint is asked.</summary>
    public IEnumerable<KeyValuePair<string, string>> TokenRequest(string code, OpenIdClientOptions options) =>
    [
        new("grant_type", "authorization_code"),
        new("client_id", options.ClientId),
        new("redirect_uri", options.RedirectUri.OriginalString),
        new("code", code),
        new("code_verifier", _verifier),
    ];

    /// <summary>The code in the address that the browser was sent back to.</summary>
    public string CodeOf(Page page)
    {
        if (ErrorOf(page) is { } error)
            throw error;

        var answer = Query(page);
        if (!answer.TryGetValue("code", out var code))
            throw new OpenIdException($"{OpenIdClient.Describe(page)} is not the answer that was to come.");
        return answer.GetValueOrDefault("state") == _state ? code : throw new OpenIdException("The answer has another state.");
    }

    /// <summary>The error that the provider put into the address, if it did.</summary>
    public static OpenIdException? ErrorOf(Page page) => Query(page) is var answer && answer.TryGetValue("error", out var error)
        ? new($"The provider answered {error}: {answer.GetValueOrDefault("error_description")}")
        : null;

    static Dictionary<string, string> Query(Page page) => page.Address.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair.Length < 2 ? "" : Uri.UnescapeDataString(pair[1].Replace('+', ' ')));

    static string NewValue() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
