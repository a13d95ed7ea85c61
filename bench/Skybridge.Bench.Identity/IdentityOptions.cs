using System.Text.Json;

namespace Skybridge.Bench.Identity;

/// <summary>What the bench tells the application, one argument each and in this order.</summary>
/// <param name="Address">Where it listens, by HTTPS.</param>
/// <param name="CloudHome">The home of the cloud that it is measured beside: it shows the same certificate and hashes at the same costs.</param>
/// <param name="Folder">Where its database and its keys go.</param>
/// <param name="People">A file with a line for each person: the name, a tab, the password.</param>
sealed record IdentityOptions(Uri Address, string CloudHome, string Folder, string People)
{
    public string Certificate => Path.Combine(CloudHome, "tls", "server.pem");

    public string CertificateKey => Path.Combine(CloudHome, "tls", "server.key");

    /// <summary>Reads the command line; null for one that is not meant for this program.</summary>
    public static IdentityOptions? Parse(string[] arguments) =>
        arguments is [var address, var cloudHome, var folder, var people] && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? new(uri, cloudHome, folder, people)
            : null;

    /// <summary>What the cloud's outer hash costs: the memory that it fills, in MiB, and how often it goes through it.</summary>
    public (int MemoryMiB, int Passes) ReadCosts()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(CloudHome, "cloud.json")));
        var costs = settings.RootElement.GetProperty("outerHash");
        return (costs.GetProperty("memoryMiB").GetInt32(), costs.GetProperty("passes").GetInt32());
    }
}
