using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>A file of the home that says whether it is served: servers hold it together, and who needs the home alone holds it alone. Ends with the process.</summary>
sealed class HomeLock : IDisposable
{
    const string Name = "cloud.lock";

    readonly FileStream _file;

    HomeLock(FileStream file) => _file = file;

    /// <summary>For a server.</summary>
    /// <exception cref="OperatorException">Somebody works on the home alone.</exception>
    public static HomeLock Share(CloudHome home) => Open(
        home,
        FileAccess.Read,
        FileShare.Read,
        $"Somebody works on {home.Root} and needs it alone.",
        "Wait until `skybridge-cloud move` has ended, and start again.");

    /// <summary>For whoever changes what servers rely on.</summary>
    /// <exception cref="OperatorException">It is served, or somebody else does so.</exception>
    public static HomeLock Take(CloudHome home) => Open(
        home,
        FileAccess.ReadWrite,
        FileShare.None,
        $"The cloud in {home.Root} is being served.",
        "Stop `skybridge-cloud serve`, and run this again. Nothing was changed.");

    public void Dispose() => _file.Dispose();

    static HomeLock Open(CloudHome home, FileAccess access, FileShare share, string obstacle, string hint)
    {
        var path = Path.Combine(home.Root, Name);
        try
        {
            if (!File.Exists(path))
                CloudHome.WriteSecret(path, []);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another one made it at the same moment.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be written: {error.Message}", "Run the command as the user who owns the home, and look at the room on its disk.", error);
        }

        try
        {
            return new HomeLock(new FileStream(path, FileMode.Open, access, share));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new OperatorException($"{path} cannot be opened: {error.Message}", "Run the command as the user who owns the home.", error);
        }
        catch (IOException error)
        {
            throw new OperatorException(obstacle, hint, error);
        }
    }
}
