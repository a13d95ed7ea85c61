using System.CommandLine;

namespace Skybridge.CommandLine;

/// <summary><c>completion</c>: prints what makes a shell complete the program's commands, options and values.</summary>
/// <remarks>The scripts know nothing themselves: they ask the program, so that what they offer is what it understands.</remarks>
public static class CompletionCommand
{
    /// <summary>Makes the command of a program.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="terminal">Where the script goes.</param>
    public static Command Create(string program, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command("completion", $"Print a script that lets a shell complete what is typed: eval \"$({program} completion bash)\"") { shell };
        command.SetAction(parsed =>
        {
            terminal.Out.Write(CompletionScripts.Of(parsed.GetRequiredValue(shell), program));
            return ExitCode.Done;
        });
        return command;
    }
}
