using System.Text;

namespace Skybridge.Lab.Domains;

/// <summary>A path to a folder that leaves room for Samba's sockets: an address of a Unix socket has at most 108 bytes, terminator included.</summary>
/// <remarks>Where the folder itself lies too deep, a link in a private temporary folder stands in; Samba then only ever hears of the link.</remarks>
sealed class ShortPath : IDisposable
{
    // The longest socket below the root is ncalrpc/np/protected_storage; private/msg.sock/<pid> is about as long.
    const int Longest = 107 - 40;
    readonly string? _folder;

    ShortPath(string path, string? folder) => (Path, _folder) = (path, folder);

    public string Path { get; }

    /// <summary>The folder of the link, which goes when the domain controller goes; null when none was needed.</summary>
    public string? Folder => _folder;

    public static ShortPath To(string folder)
    {
        if (Encoding.UTF8.GetByteCount(folder) <= Longest)
            return new(folder, null);

        var temporary = Directory.CreateTempSubdirectory("sky").FullName;
        var link = System.IO.Path.Combine(temporary, "dc");
        Directory.CreateSymbolicLink(link, folder);
        return new(link, temporary);
    }

    /// <summary>The path again that an earlier process made.</summary>
    public static ShortPath Reopen(string folder, string? linkFolder) =>
        linkFolder is null ? new(folder, null) : new(System.IO.Path.Combine(linkFolder, "dc"), linkFolder);

    public void Dispose() => Remove(_folder);

    /// <summary>Removes the link and its folder, never what it points to.</summary>
    public static void Remove(string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
            return;

        File.Delete(System.IO.Path.Combine(folder, "dc"));
        Directory.Delete(folder);
    }
}
