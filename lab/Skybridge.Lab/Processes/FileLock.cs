namespace Skybridge.Lab.Processes;

/// <summary>A lock between processes, which the kernel lets go when its holder dies.</summary>
sealed class FileLock : IDisposable
{
    readonly FileStream _file;

    FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="onWait">Told once when somebody else has it.</param>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan limit, Action? onWait, CancellationToken cancellationToken)
    {
        FileStream? file = null;
        var told = false;
        var taken = await Wait.TryUntilAsync(
            _ =>
            {
                file = TryOpen(path);
                if (file is null && !told)
                    onWait?.Invoke();
                told = true;
                return ValueTask.FromResult(file is not null);
            },
            limit,
            cancellationToken);
        return taken
            ? new(file!)
            : throw new LabException($"Another process has held {path} for {limit.TotalMinutes:0} min.", "See what it does: fuser -v " + path);
    }

    public void Dispose() => _file.Dispose();

    static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
