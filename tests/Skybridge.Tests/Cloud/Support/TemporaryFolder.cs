namespace Skybridge.Tests.Cloud.Support;

/// <summary>A folder below one folder of this run, which goes when the run ends.</summary>
static class TemporaryFolder
{
    static readonly string Root = Directory.CreateTempSubdirectory("skybridge-tests-").FullName;

    static TemporaryFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Root, recursive: true);

    /// <summary>A path where there is nothing yet.</summary>
    public static string NewPath() => Path.Combine(Root, Guid.NewGuid().ToString("N"));

    /// <summary>A file with this content.</summary>
    public static string File(string content)
    {
        var path = NewPath();
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
