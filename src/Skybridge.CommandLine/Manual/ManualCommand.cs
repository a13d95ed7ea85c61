using System.CommandLine;
using System.Globalization;
using System.Reflection;

namespace Skybridge.CommandLine;

/// <summary><c>man</c>, hidden: prints the program's manual page. Packages are made with it, so a new option is in the page by itself.</summary>
public static class ManualCommand
{
    const string EpochVariable = "SOURCE_DATE_EPOCH";

    /// <summary>Makes the command of a program.</summary>
    public static Command Create(string program, Terminal terminal, ManualText text)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var command = new Command("man", "Print the manual page in the form that man(1) reads") { Hidden = true };
        command.SetAction(parsed =>
        {
            var page = new ManualPage(program, VersionOf(), DateOf(terminal), text);
            terminal.Out.Write(page.Write((RootCommand)parsed.RootCommandResult.Command));
            return ExitCode.Done;
        });
        return command;
    }

    static string VersionOf() =>
        typeof(ManualCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    // The date of the sources where they are built, so that the same sources make the same page.
    static DateTimeOffset DateOf(Terminal terminal) =>
        long.TryParse(terminal.Environment(EpochVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < uint.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : terminal.Time.GetUtcNow();
}
