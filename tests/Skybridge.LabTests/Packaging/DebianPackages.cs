using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Packaging;

/// <summary>The Debian packages of this checkout, and others that differ from them by their version only.</summary>
sealed partial class DebianPackages
{
    public const string OlderVersion = "0.0.1";

    static readonly string Architecture = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
    static readonly string Platform = Architecture == "arm64" ? "linux-arm64" : "linux-x64";
    static readonly string[] Names = ["skybridge-cloud", "skybridge"];

    DebianPackages(string folder, string version) => (Folder, Version) = (folder, version);

    public string Folder { get; }

    /// <summary>The version of this checkout.</summary>
    public string Version { get; }

    /// <summary>All of them, as files.</summary>
    public IEnumerable<string> Files => [.. Of(OlderVersion), .. Of(Version)];

    /// <summary>The files of one version.</summary>
    public IEnumerable<string> Of(string version) => Names.Select(name => Path.Combine(Folder, $"{name}_{version}_{Architecture}.deb"));

    /// <summary>Builds them by the same script as for people, only quicker.</summary>
    public static async Task<DebianPackages> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        var checkout = Path.GetDirectoryName(LabPaths.Root)!;
        var version = VersionPrefix().Match(await File.ReadAllTextAsync(Path.Combine(checkout, "Directory.Build.props"), cancellationToken)).Groups[1].Value;
        var packages = new DebianPackages(folder, version);
        var built = await Tool.RunAsync(
            "env",
            [$"PATH={Environment.GetEnvironmentVariable("PATH")}", Path.Combine(checkout, "packaging", "build"), "--fast", "--rid", Platform, "--output", folder],
            cancellationToken: cancellationToken);
        if (built.ExitCode != 0)
            throw built.Failure("packaging/build", "Run it by hand.");
        foreach (var name in Names)
            await packages.MakeOlderAsync(name, cancellationToken);
        return packages;
    }

    async Task MakeOlderAsync(string name, CancellationToken cancellationToken)
    {
        var tree = Path.Combine(Folder, $"{name}-older");
        await Tool.CheckAsync("dpkg-deb", ["--raw-extract", Path.Combine(Folder, $"{name}_{Version}_{Architecture}.deb"), tree], "Is the disk full?", cancellationToken: cancellationToken);
        var control = Path.Combine(tree, "DEBIAN", "control");
        await File.WriteAllTextAsync(control, (await File.ReadAllTextAsync(control, cancellationToken)).Replace($"Version: {Version}\n", $"Version: {OlderVersion}\n", StringComparison.Ordinal), cancellationToken);
        await Tool.CheckAsync(
            "dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree, Path.Combine(Folder, $"{name}_{OlderVersion}_{Architecture}.deb")], "Is the disk full?", cancellationToken: cancellationToken);
        Directory.Delete(tree, recursive: true);
    }

    [GeneratedRegex("<VersionPrefix>(.*)</VersionPrefix>")]
    private static partial Regex VersionPrefix();
}
