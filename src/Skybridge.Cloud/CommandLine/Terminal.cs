using System.Text;

namespace Skybridge.Cloud.CommandLine;

/// <summary>What a command has around it: streams, environment, clock, and who runs it.</summary>
sealed class Terminal
{
    public required TextReader In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether bold text helps rather than disturbs.</summary>
    public bool CanStyle { get; init; }

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who runs the command, for the audit log.</summary>
    public string Actor { get; init; } = $"cli:{System.Environment.UserName}@{System.Environment.MachineName}";

    /// <summary>The process's own console.</summary>
    public static Terminal Console() => new()
    {
        In = System.Console.In,
        Out = System.Console.Out,
        Error = System.Console.Error,
        CanAsk = !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected,
        CanStyle = !System.Console.IsOutputRedirected && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
    };

    /// <summary>Asks for a secret without showing it.</summary>
    public string AskSecret(string question)
    {
        Error.Write(question);
        var secret = new StringBuilder();
        while (true)
        {
            var key = System.Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace)
                secret.Length = Math.Max(0, secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.Append(key.KeyChar);
        }

        Error.WriteLine();
        return secret.ToString();
    }

    /// <summary>A heading, where that can be shown.</summary>
    public string Bold(string text) => CanStyle ? $"\e[1m{text}\e[0m" : text;
}
