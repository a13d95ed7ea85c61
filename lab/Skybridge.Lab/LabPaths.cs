namespace Skybridge.Lab;

/// <summary>Where the lab keeps things: scripts beside the program, everything that it makes below <c>.lab</c> of the checkout.</summary>
public static class LabPaths
{
    /// <summary>The Python helpers and <c>people.json</c>, as copied by the build.</summary>
    public static string Scripts { get; } = Path.Combine(AppContext.BaseDirectory, "lab");

    /// <summary>The default people of the main domain.</summary>
    public static string PeopleFile { get; } = Path.Combine(Scripts, "people.json");

    /// <summary><c>.lab</c> of the checkout that the running program was built in; of the working directory when there is none.</summary>
    public static string Root { get; } = Path.Combine(FindCheckout() ?? Directory.GetCurrentDirectory(), ".lab");

    /// <summary>Provisioned directories, ready to be copied.</summary>
    public static string Cache { get; } = Path.Combine(Root, "cache");

    /// <summary>The domain controller that people play with.</summary>
    public static string DefaultHome { get; } = Path.Combine(Root, "dc");

    /// <summary>Makes a folder that only its owner may enter: labs hold passwords, though only throw-away ones.</summary>
    public static string CreatePrivate(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }

    static string? FindCheckout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Skybridge.slnx")))
                return folder.FullName;
        }

        return null;
    }
}
