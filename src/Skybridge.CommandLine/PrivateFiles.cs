namespace Skybridge.CommandLine;

/// <summary>Folders and files that only their owner can enter and read.</summary>
public static class PrivateFiles
{
    const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFolder);
    }

    /// <summary>Creates a file, and never replaces one. It is on disk when this returns.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content) => Write(path, content, FileMode.CreateNew);

    /// <summary>Replaces a file as a whole: after a power failure there is the old one or the new one.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var fresh = $"{path}.new";
        Write(fresh, content, FileMode.Create);
        File.Move(fresh, path, overwrite: true);
    }

    static void Write(string path, ReadOnlySpan<byte> content, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
