using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Skybridge.Lab.Processes;

/// <summary>A program on a terminal of its own, and somebody who reads and types there.</summary>
/// <example><code>
/// await using var terminal = PseudoTerminal.Start(new() { FileName = program, Arguments = ["init"] });
/// await terminal.WaitForAsync("Domain:", limit);
/// await terminal.EnterAsync("corp.example");
/// await terminal.InterruptAsync();
/// Assert.Equal(130, await terminal.WaitForExitAsync(limit));
/// </code></example>
public sealed class PseudoTerminal : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Lock _looking = new();
    readonly TerminalScreen _screen;
    readonly Process _process;
    readonly Stream _keyboard;
    readonly Task _watching;
    int _seen;

    PseudoTerminal(PseudoTerminalOptions options, Process process)
    {
        _screen = new(options.Rows, options.Columns);
        _process = process;
        _keyboard = process.StandardInput.BaseStream;
        _watching = WatchAsync(process.StandardOutput.BaseStream);
    }

    /// <summary>Everything that was shown so far, without colours and cursor movements, line ends as <c>\n</c>.</summary>
    public string Transcript => Look(screen => screen.Transcript);

    /// <summary>What is to be seen now: the lines of the screen without what is blank at their ends.</summary>
    public string Screen => Look(screen => screen.Visible);

    /// <summary>Everything that was sent, with every escape sequence: for tests of colours.</summary>
    public string Raw => Look(screen => screen.Raw);

    /// <summary>Starts the program, in a session whose controlling terminal it has. It is hung up on when this process ends.</summary>
    public static PseudoTerminal Start(PseudoTerminalOptions options)
    {
        string[] helper = ["-B", Path.Combine(LabPaths.Scripts, "terminal.py")];
        string[] size = [.. new[] { options.Rows, options.Columns }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var start = new ProcessStartInfo("/usr/bin/python3", [.. helper, .. size, options.FileName, .. options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        return new(options, Process.Start(start) ?? throw new LabException("python3 did not start.", "Install python3."));
    }

    /// <summary>Waits until this text appears after what was waited for before; line breaks are <c>\n</c>.</summary>
    /// <exception cref="TimeoutException">It did not appear within the limit, or the program ended without it; with the screen.</exception>
    public async Task WaitForAsync(string text, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var found = false;
        await Wait.TryUntilAsync(_ => ValueTask.FromResult(Try() || _watching.IsCompleted), limit, cancellationToken);
        // It may have come with the program's last words.
        if (!found && !Try())
            throw new TimeoutException($"\"{text}\" did not appear {(_watching.IsCompleted ? "and the program ended" : $"in {limit.TotalSeconds:0.#} s")}:\n{Transcript}");

        bool Try() => found = found || TrySee(text);
    }

    /// <summary>Types these keys: <c>\r</c> is Enter, <c>\u001b[A</c> the arrow up.</summary>
    public async Task TypeAsync(string keys, CancellationToken cancellationToken = default)
    {
        await _keyboard.WriteAsync(Encoding.UTF8.GetBytes(keys), cancellationToken);
        await _keyboard.FlushAsync(cancellationToken);
    }

    /// <summary>Types a line and Enter.</summary>
    public Task EnterAsync(string line, CancellationToken cancellationToken = default) => TypeAsync(line + "\r", cancellationToken);

    /// <summary>Ctrl-C.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken = default) => TypeAsync("\u0003", cancellationToken);

    /// <summary>Ctrl-D at the beginning of a line: the end of what is typed.</summary>
    public Task EndInputAsync(CancellationToken cancellationToken = default) => TypeAsync("\u0004", cancellationToken);

    /// <summary>Waits for the program's end and returns its exit code: 128 + n after signal n.</summary>
    /// <exception cref="TimeoutException">It still runs after the limit; with the transcript.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        if (!await Wait.TryUntilAsync(_ => ValueTask.FromResult(_process.HasExited && _watching.IsCompleted), limit, cancellationToken))
            throw new TimeoutException($"It still runs after {limit.TotalSeconds:0.#} s:\n{Transcript}");
        return _process.ExitCode;
    }

    /// <summary>Hangs up; a program that does not end by that is killed after five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _keyboard.Close();
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(Patience, TimeProvider.System));
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _watching;
        _process.Dispose();
    }

    T Look<T>(Func<TerminalScreen, T> how)
    {
        lock (_looking)
            return how(_screen);
    }

    bool TrySee(string text)
    {
        lock (_looking)
        {
            var transcript = _screen.Transcript;
            var at = transcript.IndexOf(text, _seen, StringComparison.Ordinal);
            if (at < 0)
                return false;
            _seen = at + text.Length;
            return true;
        }
    }

    async Task WatchAsync(Stream shown)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[4096];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        while (await shown.ReadAsync(bytes) is > 0 and var read)
        {
            var count = decoder.GetChars(bytes, 0, read, characters, 0);
            string answers;
            lock (_looking)
                answers = _screen.Show(characters.AsSpan(0, count));
            if (answers.Length > 0)
                await AnswerAsync(answers);
        }
    }

    async Task AnswerAsync(string answers)
    {
        try
        {
            await TypeAsync(answers);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nobody is there any more to be answered.
        }
    }
}
