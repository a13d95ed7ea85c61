using System.Diagnostics;

namespace Skybridge.Lab.Processes;

/// <summary>A program that runs beside us: in a session of its own (Ctrl-C at our terminal does not reach it), with its output in a file.</summary>
/// <example><code>
/// await using var cloud = ChildProgram.Start(new() { Name = "cloud", FileName = path, Arguments = ["serve"], LogFile = log });
/// await cloud.WaitUntilReadyAsync(IsListening, TimeSpan.FromSeconds(20), cancellationToken);
/// </code></example>
public sealed class ChildProgram : IAsyncDisposable
{
    /// <summary>How long a program may take to end by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    readonly ChildProgramOptions _options;
    readonly Lock _telling = new();
    readonly Process _process;
    readonly RotatingLog? _log;
    readonly Task _reading;

    ChildProgram(ChildProgramOptions options, Process process)
    {
        _options = options;
        _process = process;
        // A process that is gone already has no start time any more; then this identity is never alive, which is true.
        Identity = ProcessIdentity.Of(process.Id) ?? new(process.Id, -1);
        if (options.OutlivesUs)
        {
            _reading = Task.CompletedTask;
            return;
        }

        Undertaker.Watch(Identity);
        _log = new(options.LogFile, options.LogLimit);
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public ProcessIdentity Identity { get; }

    public bool IsRunning => !_process.HasExited;

    /// <summary>The exit code, once it has ended (128 + n after signal n).</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts the program.</summary>
    public static ChildProgram Start(ChildProgramOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(options.LogFile)!);
        // setsid replaces itself by the program, so the process number stays. The shell is there for the redirection only.
        string[] command = options.OutlivesUs
            ? ["/usr/bin/setsid", "/bin/sh", "-c", "exec \"$@\" </dev/null >>\"$0\" 2>&1", options.LogFile]
            : ["/usr/bin/setsid"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], options.FileName, .. options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = !options.OutlivesUs,
            RedirectStandardError = !options.OutlivesUs,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new LabException($"{options.Name} did not start.", $"Try {options.FileName} by hand.");
        process.StandardInput.Close();
        return new(options, process);
    }

    /// <summary>Waits until the probe says yes.</summary>
    /// <exception cref="LabException">The program ended before, or the limit passed; with the end of its log.</exception>
    public async Task WaitUntilReadyAsync(
        Func<CancellationToken, ValueTask<bool>> probe, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var ready = await Wait.TryUntilAsync(async token => !IsRunning || await probe(token), limit, cancellationToken);
        if (ready && IsRunning)
            return;

        if (!IsRunning)
            await HearOutAsync();
        var state = IsRunning ? $"was not ready after {limit.TotalSeconds:0.#} s" : $"ended with exit code {ExitCode}";
        throw new LabException($"{_options.Name} {state}. {LogTail()}", $"Its whole log is {_options.LogFile}.");
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await HearOutAsync();
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async Task StopAsync(TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        await Identity.EndAsync(patience ?? Patience, cancellationToken);
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        Identity.Send(Signal.Kill);
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>Holds it in the middle of whatever it does: connections stay open and nothing answers.</summary>
    public void Suspend() => Identity.Send(Signal.Stop);

    /// <summary>Lets it go on.</summary>
    public void Resume() => Identity.Send(Signal.Continue);

    /// <summary>The end of its log.</summary>
    public string LogTail(int lines = 15) => File.Exists(_options.LogFile)
        ? $"Its last words:{Environment.NewLine}{string.Join(Environment.NewLine, File.ReadLines(_options.LogFile).TakeLast(lines))}"
        : "It said nothing.";

    /// <summary>Stops it, unless it was started to outlive us.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_options.OutlivesUs)
        {
            await StopAsync();
            Undertaker.Release(Identity);
        }

        _log?.Dispose();
        _process.Dispose();
    }

    // Its last words may still be on their way. Not for ever: a child of its own that it left behind may hold the pipe open.
    async Task HearOutAsync() => await Task.WhenAny(_reading, Task.Delay(LastWords, TimeProvider.System));

    async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_telling) // Two streams, one listener.
            {
                _log?.Write($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
                _options.OnLine?.Invoke($"{_options.Name} | {line}");
            }
        }
    }
}
