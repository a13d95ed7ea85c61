using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Skybridge.CommandLine;

/// <summary>Options whose values are checked while they are read, so that a mistake is named before anything is done.</summary>
public static class CommandOptions
{
    /// <summary>An option with one text.</summary>
    public static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Texts(string name, string helpName, string description, bool required = false) => new(name)
    {
        HelpName = helpName,
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        Required = required,
        DefaultValueFactory = required ? null : _ => [],
    };

    /// <summary>A whole number between two others.</summary>
    public static Option<int> Number(string name, string helpName, string description, int least, int most, int usual) => new(name)
    {
        HelpName = helpName,
        Description = $"{description} ({usual} unless told)",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;

            result.AddError($"{name} takes a whole number from {least} to {most}, not '{result.Tokens[0].Value}'.");
            return usual;
        },
    };

    /// <summary>A TCP port; null when none is given.</summary>
    public static Option<int?> Port(string name, string description) => new(name)
    {
        HelpName = "PORT",
        Description = description,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue)
                return port;

            result.AddError($"{name} takes a port from 1 to {ushort.MaxValue}, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>A moment, or how long ago it was.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description, TimeProvider time) => new(name)
    {
        HelpName = "TIME",
        Description = $"{description}: a moment such as 2026-11-01T12:00Z, or how long ago, such as 90m, 24h or 7d",
        CustomParser = result => ParseMoment(result, name, time),
    };

    static DateTimeOffset? ParseMoment(ArgumentResult result, string name, TimeProvider time)
    {
        var text = result.Tokens[0].Value;
        var unit = text.Length > 1 ? text[^1] : ' ';
        var seconds = unit switch { 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        if (seconds > 0 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 100_000)
            return time.GetUtcNow() - TimeSpan.FromSeconds((double)seconds * count);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment;

        result.AddError($"{name} takes a moment such as 2026-11-01T12:00Z, or how long ago, such as 24h, not '{text}'.");
        return null;
    }
}
