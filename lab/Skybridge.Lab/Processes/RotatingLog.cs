namespace Skybridge.Lab.Processes;

/// <summary>A log file of limited size: when it is full, it becomes <c>*.1</c> and a new one begins.</summary>
sealed class RotatingLog(string path, long limit) : IDisposable
{
    readonly Lock _gate = new();
    StreamWriter? _writer;
    long _written;

    /// <summary>Adds a line and lets readers see it at once.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (_written > limit)
                Rotate();
            _writer ??= Open();
            _writer.WriteLine(line);
            _written += line.Length + 1;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    StreamWriter Open()
    {
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _written = stream.Length;
        return new StreamWriter(stream) { AutoFlush = true };
    }

    void Rotate()
    {
        _writer?.Dispose();
        _writer = null;
        File.Move(path, path + ".1", overwrite: true);
        _written = 0;
    }
}
