using Skybridge.Lab;

namespace Skybridge.LabTests.Packaging;

/// <summary>The Debian packages on a machine with a real systemd: installed, set up, killed, frozen, upgraded, without power, removed, installed again, purged.</summary>
public class InstallationTests(LabRun lab)
{
    const string Person = "ada";

    // What dpkg and the accounts' tools write for any package; of a purged one nothing else may stay.
    static readonly string[] OfDebian =
        ["/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid", "/etc/.pwd.lock", "/var/lib/dpkg/", "/var/log/", "/var/cache/", "/var/lib/systemd/", "/etc/ld.so.cache"];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_is_installed_used_upgraded_removed_and_purged()
    {
        var folder = LabPaths.CreatePrivate(Path.Combine(lab.Folder, "installed"));
        Note("begin");
        var building = DebianPackages.BuildAsync(folder, Token);
        await using var product = await InstalledProduct.StartAsync(lab, folder);
        Note("booted");
        var packages = await building;
        Note("built");
        foreach (var file in packages.Files)
            await product.Machine.AddAsync(file, Token);
        var before = await product.Machine.WrittenAsync(Token);

        await product.InstallAsync(packages.Of(DebianPackages.OlderVersion));
        Note("installed");
        await IsInstalledAsync(product);
        await product.SetUpCloudAsync();
        await product.SetUpAgentAsync();
        Note("set up");
        await product.Domain.Directory.AddUserAsync(Person, $"{Person}@{product.Domain.Options.Domain}", Product.ProductLab.NewPassword(), Token);
        var who = await product.ProveAsync(Person);
        Note("used");
        await IsHardenedAsync(product);

        await ShortenWatchdogAsync(product); // Of the processes that are started from now on.
        await SurvivesAsync(product, "KILL");
        await SurvivesAsync(product, "STOP");
        await product.CheckAsync(["rm", "-r", .. InstalledProduct.Services.Select(service => $"/run/systemd/system/{service}.service.d")]);
        await product.CheckAsync("systemctl", "daemon-reload");
        Assert.Equal(who, await product.ProveAsync(Person));

        Note("survived");
        await IsUpgradedAsync(product, packages);
        Assert.Equal(who, await product.ProveAsync(Person));

        Note("upgraded");
        await product.Machine.CutPowerAsync(Token);
        await product.Machine.BootAsync(Token);
        Assert.Equal(who, await product.ProveAsync(Person));

        Note("booted again");
        await IsRemovedAsync(product);
        await product.InstallAsync(packages.Of(packages.Version));
        Assert.Equal(who, await product.ProveAsync(Person));

        Note("installed again");
        await IsPurgedAsync(product, before);
        Note("purged");
    }

    // What it says of itself when it fails: how far it came.
    static void Note(string stage) => TestContext.Current.TestOutputHelper!.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {stage}");

    static async Task IsInstalledAsync(InstalledProduct product)
    {
        foreach (var service in InstalledProduct.Services)
        {
            Assert.Equal($"{service} {service} 700", (await product.CheckAsync("stat", "--format", "%U %G %a", $"/var/lib/{service}")).Trim());
            Assert.Equal("enabled", await product.ShowAsync(service, "UnitFileState"));
            Assert.Equal("inactive", await product.ShowAsync(service, "ActiveState")); // Nothing was set up yet.
            await product.CheckAsync("systemd-analyze", "verify", "--man=no", $"/usr/lib/systemd/system/{service}.service");
            await product.CheckAsync("test", "-s", $"/usr/share/man/man1/{service}.1.gz");
            Assert.Contains("complete", await product.CheckAsync("cat", $"/usr/share/bash-completion/completions/{service}"), StringComparison.Ordinal);
            Assert.Empty((await product.CheckAsync("dpkg-query", "--show", "--showformat", "${Conffiles}", service)).Trim());
        }
    }

    // What the unit promises is what the running process has.
    static async Task IsHardenedAsync(InstalledProduct product)
    {
        foreach (var service in InstalledProduct.Services)
        {
            var pid = await product.ShowAsync(service, "MainPID");
            Assert.Equal(service, (await product.CheckAsync("stat", "--format", "%U", $"/proc/{pid}")).Trim());
            var status = await product.CheckAsync("cat", $"/proc/{pid}/status");
            Assert.Contains("NoNewPrivs:\t1\n", status, StringComparison.Ordinal);
            Assert.Contains("Seccomp:\t2\n", status, StringComparison.Ordinal);
            Assert.Contains("CapEff:\t0000000000000000\n".Replace("0000\n", service == InstalledProduct.Cloud ? "0400\n" : "0000\n", StringComparison.Ordinal), status, StringComparison.Ordinal);
            foreach (var place in (string[])["/usr", "/etc", "/root", "/home"])
            {
                var write = await product.Machine.RunAsync(["nsenter", $"--target={pid}", "--mount", "touch", $"{place}/by-{service}"], Token);
                Assert.NotEqual(0, write.ExitCode);
            }
        }
    }

    static async Task SurvivesAsync(InstalledProduct product, string signal)
    {
        var pids = await PidsAsync(product);
        await product.CheckAsync(["kill", $"-{signal}", .. pids.Values]);
        foreach (var (service, pid) in pids)
            await product.IsAnewAsync(service, pid);
    }

    // The watchdog's patience, so that a test need not have as much.
    static async Task ShortenWatchdogAsync(InstalledProduct product)
    {
        foreach (var service in InstalledProduct.Services)
            await product.CheckAsync("sh", "-c", $"mkdir -p /run/systemd/system/{service}.service.d && printf '[Service]\\nWatchdogSec=8\\n' >/run/systemd/system/{service}.service.d/watchdog.conf");
        await product.CheckAsync("systemctl", "daemon-reload");
    }

    static async Task<Dictionary<string, string>> PidsAsync(InstalledProduct product)
    {
        var pids = new Dictionary<string, string>();
        foreach (var service in InstalledProduct.Services)
            pids[service] = await product.ShowAsync(service, "MainPID");
        return pids;
    }

    static async Task IsUpgradedAsync(InstalledProduct product, DebianPackages packages)
    {
        var pids = await PidsAsync(product);

        await product.InstallAsync(packages.Of(packages.Version));

        foreach (var service in InstalledProduct.Services)
        {
            await product.IsAnewAsync(service, pids[service]);
            Assert.Equal(packages.Version, (await product.CheckAsync("dpkg-query", "--show", "--showformat", "${Version}", service)).Trim());
        }
    }

    // The data stay, and the user whose they are.
    static async Task IsRemovedAsync(InstalledProduct product)
    {
        var files = await product.CheckAsync(["dpkg-query", "--listfiles", .. InstalledProduct.Services]);
        await product.CheckAsync(["dpkg", "--remove", .. InstalledProduct.Services]);

        foreach (var service in InstalledProduct.Services)
        {
            Assert.NotEqual("active", await product.ShowAsync(service, "ActiveState"));
            Assert.Equal($"{service} {service} 700", (await product.CheckAsync("stat", "--format", "%U %G %a", $"/var/lib/{service}")).Trim());
        }

        var ours = files.Split('\n').Where(file => Path.GetFileName(file).Contains("skybridge", StringComparison.Ordinal));
        var left = await product.Machine.RunAsync(["ls", "--directory", .. ours], Token);
        Assert.Empty(left.Output);
    }

    static async Task IsPurgedAsync(InstalledProduct product, IReadOnlySet<string> before)
    {
        await product.CheckAsync("sh", "-c", "echo '# Ours.' >/etc/default/skybridge");
        await product.CheckAsync(["dpkg", "--purge", .. InstalledProduct.Services]);

        var left = (await product.Machine.WrittenAsync(Token)).Except(before).Where(file => !OfDebian.Any(own => file.StartsWith(own, StringComparison.Ordinal)));
        Assert.Empty(left);
        Assert.Empty((await product.Machine.RunAsync(["sh", "-c", "grep -l skybridge /etc/passwd /etc/group /etc/shadow /etc/gshadow; ls -d /var/lib/systemd/*/*skybridge* /var/lib/*skybridge*"], Token)).Output);
        // Nor anything of all this on the host.
        Assert.DoesNotContain("skybridge:", await File.ReadAllTextAsync("/etc/passwd", Token), StringComparison.Ordinal);
    }
}
