using Skybridge.Lab;

namespace Skybridge.LabTests.Host;

/// <summary>Packages are made sure of without anything starting, and an administrator's own policy survives.</summary>
public class HostPackagesTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_there_is_left_alone()
    {
        var lines = new List<string>();

        await HostPackages.EnsureAsync(["dpkg", "util-linux"], lines.Add, Token);

        Assert.Empty(lines);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        var missing = await HostPackages.MissingAsync(["dpkg", "no-such-package-anywhere"], Token);

        Assert.Equal(["no-such-package-anywhere"], missing);
    }

    [Fact]
    public void No_service_starts_while_the_guard_is_engaged()
    {
        var policy = Path.Combine(lab.Folder, "guard-none");

        using (ServiceStartGuard.Engage(policy))
            Assert.EndsWith("exit 101\n", File.ReadAllText(policy), StringComparison.Ordinal);

        Assert.False(File.Exists(policy));
    }

    [Fact]
    public void An_administrators_policy_comes_back()
    {
        var policy = Path.Combine(lab.Folder, "guard-own");
        File.WriteAllText(policy, "#!/bin/sh\nexit 0\n");

        using (ServiceStartGuard.Engage(policy))
            Assert.EndsWith("exit 101\n", File.ReadAllText(policy), StringComparison.Ordinal);

        Assert.Equal("#!/bin/sh\nexit 0\n", File.ReadAllText(policy));
    }

    [Fact]
    public void An_administrators_policy_comes_back_after_a_killed_installation()
    {
        var policy = Path.Combine(lab.Folder, "guard-killed");
        File.WriteAllText(policy, "#!/bin/sh\nexit 0\n");
        _ = ServiceStartGuard.Engage(policy);

        using (ServiceStartGuard.Engage(policy))
            Assert.EndsWith("exit 101\n", File.ReadAllText(policy), StringComparison.Ordinal);

        Assert.Equal("#!/bin/sh\nexit 0\n", File.ReadAllText(policy));
    }

    [Fact]
    public void No_cluster_of_the_host_is_made_while_postgresql_is_installed()
    {
        var settings = Path.Combine(lab.Folder, "clusters", "settings.d");

        using (ClusterGuard.Engage(settings))
            Assert.Equal("create_main_cluster = false\n", File.ReadAllText(Assert.Single(Directory.GetFiles(settings, "*.conf"))));

        Assert.False(Directory.Exists(settings));
    }

    [Fact]
    public void An_administrators_settings_of_clusters_stay()
    {
        var settings = Path.Combine(lab.Folder, "clusters-own");
        Directory.CreateDirectory(settings);
        File.WriteAllText(Path.Combine(settings, "own.conf"), "data_checksums = on\n");

        ClusterGuard.Engage(settings).Dispose();

        Assert.EndsWith("own.conf", Assert.Single(Directory.GetFiles(settings)), StringComparison.Ordinal);
    }
}
