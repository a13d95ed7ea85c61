using System.CommandLine;
using System.CommandLine.Parsing;

namespace Skybridge.CommandLine;

/// <summary>Reads a program's arguments, runs one command, and turns every failure into two lines that a person can use.</summary>
/// <param name="program">The program's name.</param>
/// <param name="terminal">What the program has around it.</param>
/// <param name="translate">Makes an operator's sentence of exceptions that the program knows; null for others.</param>
public sealed class ProgramShell(string program, Terminal terminal, Func<Exception, OperatorException?> translate)
{
    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(arguments);
        if (Suggestions.TryAnswer(root, program, arguments, terminal.Out))
            return ExitCode.Done;

        try
        {
            var parsed = Parse(root, arguments);
            var variables = VariableOptions.Find(parsed, terminal.Environment);
            if (variables.Count > 0)
                parsed = Parse(root, [.. arguments, .. variables.Values.SelectMany(each => each)]);
            if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
                return Fail(Describe(parsed), HelpHint(parsed, variables.Keys));

            using var interruption = new Interruption(cancellationToken);
            return await parsed.InvokeAsync(Invocation(), interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Fail("The command was interrupted.", "Run it again; what was not finished was not kept.");
        }
#pragma warning disable CA1031 // The last resort: an operator gets a sentence, never a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Fail(error as OperatorException ?? translate(error) ?? Translate(error));
        }
    }

    // A name that begins with an at sign is a name, and nothing is read from a file that was not asked for.
    static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    // Who sees an error about something that they did not type must learn where it stands.
    string HelpHint(ParseResult parsed, Dictionary<string, IReadOnlyList<string>>.KeyCollection variables)
    {
        var help = $"`{CommandPath(parsed)} --help` says how it is used";
        return variables.Count == 0 ? $"{help}." : $"{help}; these variables were read: {string.Join(", ", variables)}.";
    }

    InvocationConfiguration Invocation() => new()
    {
        Output = terminal.Out,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30), // What is under way is finished first.
    };

    static OperatorException Translate(Exception error) => error is IOException or UnauthorizedAccessException
        ? new OperatorException(error.Message, "Look at the file's owner and at the room on its disk.", error)
        : new OperatorException(
            $"The program failed: {error.GetType().Name}: {error.Message}",
            "This is a defect of the program: please report it with the command that led to it.",
            error);

    // An option's wrong value explains more than what was left over because of it, and that more than what is missing.
    static string Describe(ParseResult parsed)
    {
        if (parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult) is { } wrong)
            return wrong.Message;
        return parsed.UnmatchedTokens is [var unknown, ..]
            ? $"'{unknown}' is neither a command nor an option {(parsed.CommandResult.Command is RootCommand ? "of this program" : $"of `{parsed.CommandResult.Command.Name}`")}."
            : parsed.Errors[0].Message;
    }

    string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            names.Push(result.Command is RootCommand ? program : result.Command.Name);
        return string.Join(' ', names);
    }

    int Fail(OperatorException error) => Fail(error.Message, error.Hint);

    int Fail(string error, string hint)
    {
        terminal.Error.WriteLine($"error: {Sentence(error)}");
        terminal.Error.WriteLine($"hint: {Sentence(hint)}");
        return ExitCode.CouldNotRun;
    }

    // Other people's messages have several lines, and end as they like.
    static string Sentence(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
