using System.CommandLine;
using System.Text;

namespace Skybridge.Lab.Commands;

/// <summary>Passwords from a prompt, standard input, a file or <c>SKYBRIDGE_LAB_PASSWORD</c>: never from an argument, which every user can read.</summary>
static class PasswordInput
{
    const string Variable = "SKYBRIDGE_LAB_PASSWORD";

    public static Option<string?> File { get; } = new("--password-file")
    {
        Description = $"Read it from a file (else: {Variable}, standard input, or a prompt)",
        HelpName = "FILE",
    };

    public static async Task<string> ReadAsync(ParseResult parsed, string prompt, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(File) is { } path)
        {
            if (!System.IO.File.Exists(path))
                throw new LabException($"There is no file {path}.", "Give a readable file with --password-file.");
            return (await System.IO.File.ReadAllTextAsync(path, cancellationToken)).TrimEnd('\r', '\n');
        }

        return Environment.GetEnvironmentVariable(Variable) ?? Prompt(prompt);
    }

    /// <summary>A line without echo from a terminal, or as it is from a pipe.</summary>
    public static string Prompt(string prompt)
    {
        if (Console.IsInputRedirected)
            return Console.ReadLine() ?? throw new LabException("Standard input has no password.", "Pipe it in, one line.");

        Console.Error.Write(prompt);
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
                password.Length = Math.Max(0, password.Length - 1);
            else
                password.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
