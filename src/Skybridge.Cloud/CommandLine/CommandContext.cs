using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Cloud.Home;

namespace Skybridge.Cloud.CommandLine;

/// <summary>What all commands share: the options that every one has, and how their results leave.</summary>
sealed class CommandContext(Terminal terminal)
{
    public const int Done = 0;
    public const int DoneWithFindings = 1;
    public const int CouldNotRun = 2;

    public Terminal Terminal { get; } = terminal;

    public Option<string> Home { get; } = new("--home")
    {
        Description = "The cloud's folder (or SKYBRIDGE_HOME)",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON", Recursive = true };

    /// <summary>The folder that the command works on.</summary>
    public CloudHome HomeOf(ParseResult parsed)
    {
        var named = parsed.GetValue(Home) ?? Terminal.Environment("SKYBRIDGE_HOME");
        return new CloudHome(string.IsNullOrWhiteSpace(named) ? DefaultHome() : named);
    }

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
    public void Print<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, Action<TextWriter> forPeople)
    {
        if (parsed.GetValue(Json))
            Terminal.Out.WriteLine(JsonSerializer.Serialize(result, type));
        else
            forPeople(Terminal.Out);
    }

    string DefaultHome()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Skybridge Cloud");
        if (Environment.IsPrivilegedProcess)
            return "/var/lib/skybridge-cloud";

        var data = Terminal.Environment("XDG_DATA_HOME");
        var folder = string.IsNullOrWhiteSpace(data)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share")
            : data;
        return Path.Combine(folder, "skybridge-cloud");
    }
}
