namespace Skybridge.Troubleshooting.Probes;

/// <summary>Looks at the file system of the agent's home.</summary>
static class HomeProbe
{
    const int ReadOnlyFileSystem = 30; // EROFS

    /// <summary>Looks, and writes nothing.</summary>
    /// <param name="storePath">A database of the agent.</param>
    /// <param name="settingsPath">A file of the home that nobody holds a lock on: the locks of a database would go with the first of its handles that is closed.</param>
    public static StoreSight Look(string storePath, string settingsPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(storePath))!;
        var (free, total) = Room(folder);
        return new(folder, free, total, IsReadOnly(settingsPath));
    }

    static (long? Free, long? Total) Room(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, null);
        }
    }

    static bool IsReadOnly(string path)
    {
        try
        {
            using var opened = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return false;
        }
        catch (IOException error)
        {
            return error.HResult == ReadOnlyFileSystem;
        }
        catch (UnauthorizedAccessException)
        {
            return false; // The user who looks need not be the service's.
        }
    }
}
