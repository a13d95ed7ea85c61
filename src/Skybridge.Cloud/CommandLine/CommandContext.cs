using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>What all commands share: the options that every one has, the home they work on, and how their results leave.</summary>
sealed class CommandContext(Terminal terminal)
{
    readonly CommonOptions _common = new(terminal, "skybridge-cloud", "Skybridge Cloud");

    public Terminal Terminal => _common.Terminal;

    public Option<string> Home => _common.Home;

    public Option<bool> Json => _common.Json;

    /// <summary>The folder that the command works on.</summary>
    public CloudHome HomeOf(ParseResult parsed) => new(_common.HomeOf(parsed));

    /// <summary>The action of a command that works on an open home.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> OnHome(Func<ParseResult, CommandSession, CancellationToken, Task<int>> work) =>
        async (parsed, cancellationToken) =>
        {
            await using var session = await CommandSession.OpenAsync(HomeOf(parsed), Terminal, cancellationToken);
            return await work(parsed, session, cancellationToken);
        };

    /// <summary>
    /// Prints <paramref name="result"/> as JSON when that was asked for, or else what <paramref name="forPeople"/> writes.
    /// </summary>
    public void Print<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, Action<TextWriter> forPeople) =>
        _common.Print(parsed, result, type, forPeople);
}
