using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>The running directory.py: requests go in as lines and answers come back as lines, in order. It starts when first asked.</summary>
sealed class DirectoryConnection(string smbConf, string logFile) : IAsyncDisposable
{
    const int LogLimit = 1 << 20;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _gate = new(1);
    readonly ConcurrentDictionary<long, TaskCompletionSource<DirectoryReply>> _waiting = new();
    Process? _process;
    Task _reading = Task.CompletedTask;
    long _lastId;

    /// <summary>Asks and waits. When the caller gives up, the operation is still carried out, as with any server.</summary>
    public async Task<JsonElement> AskAsync(string operation, JsonObject arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<DirectoryReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var process = _process is { HasExited: false } ? _process : await StartAsync(cancellationToken);
            var id = ++_lastId;
            _waiting[id] = waiting;
            var request = new JsonObject { ["id"] = id, ["op"] = operation, ["args"] = arguments };
            await process.StandardInput.WriteLineAsync(request.ToJsonString().AsMemory(), CancellationToken.None);
            await process.StandardInput.FlushAsync(CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }

        var reply = await waiting.Task.WaitAsync(limit, TimeProvider.System, cancellationToken);
        return reply.Error is null ? reply.Result : throw new DirectoryException(operation, reply.Error, reply.Code);
    }

    /// <summary>Ends the process; the next question starts another, with nothing remembered.</summary>
    public async Task CloseAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await EndAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _gate.Dispose();
    }

    /// <summary>Reads a result.</summary>
    public static T Read<T>(JsonElement result, JsonTypeInfo<T> type) =>
        result.Deserialize(type) ?? throw new InvalidOperationException("The directory answered null.");

    async Task<Process> StartAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        var start = new ProcessStartInfo("/usr/bin/setsid", ["/usr/bin/python3", Path.Combine(LabPaths.Scripts, "directory.py"), smbConf])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Tool.Clean(start);
        _process = Process.Start(start) ?? throw new LabException("directory.py did not start.", "Is python3-samba installed?");
        var ready = new TaskCompletionSource<DirectoryReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[0] = ready;
        var errors = ReadErrorsAsync(_process);
        _reading = ReadRepliesAsync(_process, errors);
        await ready.Task.WaitAsync(cancellationToken);
        return _process;
    }

    async Task EndAsync()
    {
        if (_process is null)
            return;

        // The end of its input ends it; its database locks go with it either way.
        _process.StandardInput.Close();
        await Wait.TryUntilAsync(_ => ValueTask.FromResult(_process.HasExited), Patience);
        if (!_process.HasExited)
            _process.Kill();
        await _reading;
        _process.Dispose();
        _process = null;
    }

    async Task ReadRepliesAsync(Process process, Task<string> lastWords)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var reply = JsonSerializer.Deserialize(line, DirectoryJson.Default.DirectoryReply)!;
            if (_waiting.TryRemove(reply.Id, out var waiting))
                waiting.SetResult(reply);
        }

        var words = await lastWords;
        foreach (var (id, waiting) in _waiting)
        {
            _waiting.TryRemove(id, out _);
            waiting.TrySetException(new LabException($"directory.py ended: {words}", $"All its words are in {logFile}."));
        }
    }

    async Task<string> ReadErrorsAsync(Process process)
    {
        using var log = new RotatingLog(logFile, LogLimit);
        var last = "without a word";
        while (await process.StandardError.ReadLineAsync() is { } line)
            log.Write(last = line);
        return last;
    }
}
