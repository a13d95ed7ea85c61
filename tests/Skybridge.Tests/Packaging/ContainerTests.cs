using System.Diagnostics;
using System.Text.RegularExpressions;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Packaging;

/// <summary>The container recipes: what they copy exists, they are of one mind with the units, and their script sets up once and then serves.</summary>
public sealed partial class ContainerTests
{
    [Theory]
    [InlineData("skybridge")]
    [InlineData("skybridge-cloud")]
    public void A_recipe_agrees_with_the_package_and_the_unit(string program)
    {
        var recipe = Repository.Read($"packaging/{program}/Containerfile");
        var unit = Repository.Read($"packaging/{program}/{program}.service");

        Assert.Equal([$"artifacts/packages/{program}_*_${{TARGETARCH}}.deb", "packaging/container-start.sh"], Copied().Matches(recipe).Select(match => match.Groups[1].Value));
        Assert.Contains("${program}_${version}_$architecture.deb", Repository.Read("packaging/deb.sh"), StringComparison.Ordinal);
        Assert.Contains($"SKYBRIDGE_HOME=/var/lib/{program} ", recipe, StringComparison.Ordinal);
        Assert.Contains($"Environment=SKYBRIDGE_HOME=/var/lib/{program}\n", unit, StringComparison.Ordinal);
        Assert.Contains($"\nUSER {program}\n", recipe, StringComparison.Ordinal);
        Assert.Contains($"\nUser={program}\n", unit, StringComparison.Ordinal);
        Assert.Contains($"SKYBRIDGE_PROGRAM=/usr/lib/{program}/{program} ", recipe, StringComparison.Ordinal);
        Assert.Contains($"ExecStart=/usr/lib/{program}/{program} ", unit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skybridge", false, "", "init\nrun\n")]
    [InlineData("skybridge", true, "", "run\n")]
    [InlineData("skybridge-cloud", false, "", "init\nserve\n")]
    [InlineData("skybridge-cloud", true, "", "serve\n")]
    [InlineData("skybridge", false, "status", "status\n")]
    public async Task The_script_sets_up_once_and_then_serves(string program, bool hasHome, string command, string expected)
    {
        var folder = TemporaryFolder.NewPath();
        Directory.CreateDirectory(folder);
        if (hasHome)
            await File.WriteAllTextAsync(Path.Combine(folder, program == "skybridge" ? "agent.json" : "cloud.json"), "{}", TestContext.Current.CancellationToken);
        // A program that says how it was called.
        var stand = Path.Combine(folder, program);
        await File.WriteAllTextAsync(stand, "#!/bin/sh\necho \"$@\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stand, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string[] arguments = [Path.Combine(Repository.Root, "packaging", "container-start.sh"), .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var start = new ProcessStartInfo("/bin/sh", arguments) { RedirectStandardOutput = true, Environment = { ["SKYBRIDGE_PROGRAM"] = stand, ["SKYBRIDGE_HOME"] = folder } };

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, expected), (process.ExitCode, output));
    }

    [GeneratedRegex("^COPY (\\S+) ", RegexOptions.Multiline)]
    private static partial Regex Copied();
}
