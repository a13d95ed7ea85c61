using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;

namespace Skybridge.Cloud.CommandLine;

/// <summary>The program: reads its arguments, runs one command, and turns every failure into two lines that a person can use.</summary>
static class CloudProgram
{
    /// <summary>Runs one command.</summary>
    /// <returns>0 done, 1 done with findings, 2 could not run.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        Terminal terminal,
        CancellationToken cancellationToken = default)
    {
        var parsed = Parse(arguments, terminal);
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
            return Fail(terminal, Describe(parsed), $"`{CommandPath(parsed)} --help` says how it is used.");

        try
        {
            return await parsed.InvokeAsync(Invocation(terminal), cancellationToken);
        }
        catch (OperatorException error)
        {
            return Fail(terminal, error.Message, error.Hint);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "The command was interrupted.", "Run it again; what was not finished was not kept.");
        }
        catch (DbException error)
        {
            return Fail(
                terminal,
                $"The database did not do what was asked: {error.Message}",
                "Look at the room on the disk and at the owner of the home's files.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, error.Message, "Look at the file's owner and at the room on its disk.");
        }
#pragma warning disable CA1031 // The last resort: an operator gets a sentence, never a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Fail(
                terminal,
                $"The program failed: {error.GetType().Name}: {error.Message}",
                "This is a defect of the program: please report it with the command that led to it.");
        }
    }

    static ParseResult Parse(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var context = new CommandContext(terminal);
        var root = new RootCommand("The cloud directory: takes passwords from agents, and signs people in by OpenID Connect.")
        {
            context.Home,
            context.Json,
            new InitCommand(context),
            new ServeCommand(context),
            new EnrollCommand(context),
            new DomainCommand(context),
            new FeatureCommand(context),
            new UserCommand(context),
            new ClientCommand(context),
            new AgentCommand(context),
            new AuditCommand(context),
        };
        // A name that begins with an at sign is a name, and nothing is read from a file that was not asked for.
        return root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
    }

    static InvocationConfiguration Invocation(Terminal terminal) => new()
    {
        Output = terminal.Out,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // Requests under way are finished first.
    };

    static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            names.Push(result.Command is RootCommand ? "skybridge-cloud" : result.Command.Name);
        return string.Join(' ', names);
    }

    static int Fail(Terminal terminal, string error, string hint)
    {
        terminal.Error.WriteLine($"error: {Sentence(error)}");
        terminal.Error.WriteLine($"hint: {Sentence(hint)}");
        return CommandContext.CouldNotRun;
    }

    // An option's wrong value explains more than what was left over because of it, and that more than what is missing.
    static string Describe(ParseResult parsed)
    {
        if (parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult) is { } wrong)
            return wrong.Message;
        return parsed.UnmatchedTokens is [var unknown, ..]
            ? $"There is no option, command or place for '{unknown}'."
            : parsed.Errors[0].Message;
    }

    // Other people's messages have several lines, and end as they like.
    static string Sentence(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
