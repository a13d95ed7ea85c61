using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>The two questions with which a search begins.</summary>
sealed class TroubleshootMenu(Terminal terminal)
{
    /// <summary>Asks what is wrong.</summary>
    /// <returns>The person whose password does not arrive; null for everybody's.</returns>
    /// <exception cref="OperatorException">The input ended.</exception>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        await terminal.Error.WriteLineAsync(terminal.Bold("What is wrong?"));
        await terminal.Error.WriteLineAsync("  1  No passwords are synchronized");
        await terminal.Error.WriteLineAsync("  2  One person's password is not synchronized");
        while (true)
        {
            switch (await ReadAsync("1 or 2 (Enter for 1): ", cancellationToken))
            {
                case "" or "1":
                    return null;
                case "2":
                    return await AskPersonAsync(cancellationToken);
                case var other:
                    await terminal.Error.WriteLineAsync($"'{other}' is neither 1 nor 2.");
                    break;
            }
        }
    }

    async Task<string> AskPersonAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadAsync("Whose (user principal name, sAMAccountName or DN): ", cancellationToken) is { Length: > 0 } name)
                return name;
            await terminal.Error.WriteLineAsync("Any of the person's names will do; Ctrl-C ends the search.");
        }
    }

    async Task<string> ReadAsync(string question, CancellationToken cancellationToken)
    {
        await terminal.Error.WriteAsync(question);
        return (await terminal.ReadLineAsync(cancellationToken))?.Trim()
            ?? throw new OperatorException("The input ended before the question was answered.", "Where nobody can answer: skybridge troubleshoot --all, or --user NAME.");
    }
}
