namespace Skybridge.Tests;

/// <summary>The checkout that the tests were built from.</summary>
static class Repository
{
    static readonly string[] NotOurs = ["artifacts", "node_modules", "bin", "obj", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>The files below a folder whose names match, without what was built, downloaded or hidden, as paths from the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path))
            return [];

        var files = Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file));
        return files.Where(IsOurs).Order(StringComparer.Ordinal);
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    static bool IsOurs(string file) => !file.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.') || NotOurs.Contains(part));

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Skybridge.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside of their checkout.");
    }
}
