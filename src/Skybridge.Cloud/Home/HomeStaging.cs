using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>Makes a home appear whole, or not at all.</summary>
static class HomeStaging
{
    /// <summary>Fills a folder beside the home, and makes it the home.</summary>
    /// <exception cref="OperatorException">There is something already, or it cannot be written.</exception>
    public static async Task MakeAsync(CloudHome home, Func<CloudHome, Task> fill)
    {
        Require(home);
        // Beside the home when it does not exist, so that one rename makes it appear; inside when somebody made the folder, which may be a
        // mount.
        var exists = Directory.Exists(home.Root);
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var staging = new CloudHome(exists ? Path.Combine(home.Root, $".init-{suffix}") : $"{home.Root}.init-{suffix}");
        try
        {
            CloudHome.CreateFolder(staging.Root);
            await fill(staging);
            if (exists)
                MoveInto(staging, home);
            else
                Directory.Move(staging.Root, home.Root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or SqliteException)
        {
            throw new OperatorException(
                $"The home {home.Root} cannot be created: {error.Message}",
                "Look at the folder's owner and at the room on its disk.",
                error);
        }
        finally
        {
            if (Directory.Exists(staging.Root))
                Directory.Delete(staging.Root, recursive: true);
        }
    }

    static void Require(CloudHome home)
    {
        if (home.IsInitialized())
            throw new OperatorException(
                $"There is a cloud in {home.Root} already.",
                "Name another folder with --home; a cloud is never replaced.");
        if (File.Exists(home.Root) || (Directory.Exists(home.Root) && Directory.EnumerateFileSystemEntries(home.Root).Any()))
            throw new OperatorException(
                $"{home.Root} is not an empty folder.",
                "Name a folder that does not exist yet, or an empty one, with --home.");
    }

    static void MoveInto(CloudHome staging, CloudHome home)
    {
        Directory.Move(staging.Keys, home.Keys);
        if (Directory.Exists(staging.Tls))
            Directory.Move(staging.Tls, home.Tls);
        if (File.Exists(staging.Database))
            File.Move(staging.Database, home.Database);
        File.Move(staging.Settings, home.Settings); // Last: this file is what makes it a home.
    }
}
