using System.CommandLine;
using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.Commands;

/// <summary>The command line: exit code 0 for done, 2 for what could not be done, with an <c>error:</c> and a <c>hint:</c> line.</summary>
static class LabCommand
{
    const int Done = 0, CouldNot = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A real Active Directory to play and test with: Debian's Samba on a loopback address.")
        {
            DomainControllerCommand.Create(),
            UserCommand.Create(),
            RunCommand.Create(),
            PostgresCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return await FailAsync(parsed.Errors[0].Message, $"skybridge-lab {string.Join(' ', args.TakeWhile(IsWord))} --help");

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (LabException exception)
        {
            return await FailAsync(exception.Message, exception.Hint);
        }
        catch (DirectoryException exception)
        {
            return await FailAsync(exception.Message, "A user is named by sAMAccountName, UPN, DN, GUID or SID.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(exception.Message, "Is the disk full, and may this user write there? The lab needs root for its ports.");
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("Interrupted.", "Nothing is left half-made; start it again.");
        }
    }

    /// <summary>A command's action that only can be done or fail.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await action(parsed, cancellationToken);
            return Done;
        });

    public static void Progress(string line) => Console.Error.WriteLine($"  {line}");

    static bool IsWord(string argument) => !argument.StartsWith('-');

    static async Task<int> FailAsync(string error, string hint)
    {
        await Console.Error.WriteLineAsync($"error: {error}");
        await Console.Error.WriteLineAsync($"hint: {hint}");
        return CouldNot;
    }
}
