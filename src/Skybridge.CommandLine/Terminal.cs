using System.Text;

namespace Skybridge.CommandLine;

/// <summary>What a command has around it: streams, environment, clock, and who runs it.</summary>
public sealed class Terminal
{
    const int MaxSecret = 4096;

    /// <summary>Standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where errors, questions and progress go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether bold text helps rather than disturbs.</summary>
    public bool CanStyle { get; init; }

    /// <summary>Reads one key without showing it; null where there is no keyboard: then secrets are lines of <see cref="In"/>.</summary>
    public Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>Forgets what was typed before anything was asked: a pasted line end must not answer the next question.</summary>
    public Action DropTypedAhead { get; init; } = () => { };

    /// <summary>How many columns there are.</summary>
    public Func<int> Width { get; init; } = () => 80;

    /// <summary>How many columns the results have; null where they do not go to a terminal.</summary>
    public int? OutputWidth { get; init; }

    /// <summary>Looks up a variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock.</summary>
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
        ReadKey = System.Console.IsInputRedirected ? null : () => System.Console.ReadKey(intercept: true),
        DropTypedAhead = DropKeys,
        Width = ConsoleWidth,
        OutputWidth = !System.Console.IsOutputRedirected && ConsoleWidth() is > 0 and var columns ? columns : null,
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

    /// <summary>The next line of input; null at its end.</summary>
    /// <remarks>A console's reader knows no cancellation: whoever presses Ctrl-C does not have to press Enter as well.</remarks>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => OnThreadAsync(In.ReadLine, cancellationToken);

    /// <summary>Asks for a secret without showing it.</summary>
    /// <returns>The characters, for the caller to wipe; null at the end of input.</returns>
    public async Task<char[]?> AskSecretAsync(string question, CancellationToken cancellationToken)
    {
        await Error.WriteAsync(question).ConfigureAwait(false);
        var secret = await OnThreadAsync<char[]?>(ReadKey is { } read ? () => ReadSecret(read) : () => In.ReadLine()?.ToCharArray(), cancellationToken).ConfigureAwait(false);
        await Error.WriteLineAsync().ConfigureAwait(false);
        return secret;
    }

    static Task<T> OnThreadAsync<T>(Func<T> read, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);

    static char[]? ReadSecret(Func<ConsoleKeyInfo> read)
    {
        const char endOfInput = '\u0004';
        var secret = GC.AllocateArray<char>(MaxSecret, pinned: true);
        var length = 0;
        try
        {
            while (true)
            {
                var key = read();
                if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
                    break;
                if (key.KeyChar == endOfInput && length == 0)
                    return null;
                if (key.Key == ConsoleKey.Backspace)
                    length = Math.Max(0, length - 1);
                else if (!char.IsControl(key.KeyChar) && length < MaxSecret)
                    secret[length++] = key.KeyChar;
            }

            var result = GC.AllocateArray<char>(length, pinned: true);
            secret.AsSpan(0, length).CopyTo(result);
            return result;
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }

    static void DropKeys()
    {
        while (!System.Console.IsInputRedirected && System.Console.KeyAvailable)
            System.Console.ReadKey(intercept: true);
    }

    static int ConsoleWidth()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return 0;
        }
    }

    /// <summary>A heading, where that can be shown.</summary>
    public string Bold(string text) => CanStyle ? $"\e[1m{text}\e[0m" : text;
}
