using System.Security.Cryptography;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary>Everything below a folder: names, modes, and what the files hold.</summary>
static class FolderImage
{
    // They say who is at work in a home, and nothing else.
    static readonly string[] Locks = ["agent.lock", "cloud.lock"];

    /// <summary>Looks at a folder; two looks are equal when nothing changed between them.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => !Locks.Contains(Path.GetFileName(path)))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {File.GetUnixFileMode(path)} {(File.Exists(path) ? HashOf(path) : "folder")}"),
    ];

    static string HashOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexString(SHA256.HashData(content));
    }
}
