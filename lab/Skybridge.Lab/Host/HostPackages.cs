using Skybridge.Lab.Processes;

namespace Skybridge.Lab;

/// <summary>Debian packages that the lab stands on: installed when missing, with nothing started and nothing left to start at boot.</summary>
public static class HostPackages
{
    internal const string SambaHint = "Is Samba whole? apt-get install --no-install-recommends samba-ad-dc samba-ad-provision";

    static readonly TimeSpan OthersLimit = TimeSpan.FromMinutes(10);

    /// <summary>What a domain controller needs. samba-ad-provision is only recommended by samba-ad-dc, and nothing works without it.</summary>
    public static IReadOnlyList<string> DomainController { get; } =
        ["samba-ad-dc", "samba-ad-provision", "python3-samba", "libgssapi-krb5-2", "libkrb5-3", "util-linux"];

    /// <summary>What several domain controllers of one domain need besides: names that only they resolve.</summary>
    public static IReadOnlyList<string> Replication { get; } = ["libnss-wrapper"];

    /// <summary>What a network of the lab's own needs: its cards and its firewall.</summary>
    public static IReadOnlyList<string> Network { get; } = ["iproute2", "nftables", "util-linux"];

    /// <summary>What the web tests' browser needs: itself, and the tool that puts an authority into its certificate store.</summary>
    public static IReadOnlyList<string> Browser { get; } = ["chromium", "libnss3-tools"];

    /// <summary>What a PostgreSQL server needs. The lab makes clusters of its own, and starts none of the host's.</summary>
    public static IReadOnlyList<string> Postgres { get; } = ["postgresql", "util-linux"];

    /// <summary>Node.js with its package manager, where nobody has put another one into their place.</summary>
    public static IReadOnlyList<string> Node { get; } = ["nodejs", "npm"];

    /// <summary>Installs what is missing of these packages; asks nobody and does nothing when all are there.</summary>
    /// <param name="progress">Told what happens, line by line.</param>
    /// <exception cref="LabException">Packages are missing and cannot be installed.</exception>
    public static async Task EnsureAsync(
        IReadOnlyList<string> packages, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        progress ??= _ => { };
        var missing = await MissingAsync(packages, cancellationToken);
        if (missing.Count == 0)
            return;

        RequireInstaller(missing);
        using var held = await MachineLock.TakeAsync(
            "packages", OthersLimit, () => progress("another process is installing; waiting"), cancellationToken);
        missing = await MissingAsync(packages, cancellationToken);
        if (missing.Count == 0)
            return;

        progress($"installing {string.Join(' ', missing)}");
        var before = await InstalledAsync(cancellationToken);
        using (ServiceStartGuard.Engage(ServiceStartGuard.PolicyFile))
        using (missing.Intersect(Postgres).Any() ? ClusterGuard.Engage(ClusterGuard.SettingsFolder) : null)
            await InstallAsync(missing, progress, cancellationToken);
        var added = (await InstalledAsync(cancellationToken)).Except(before).ToList();
        await SystemUnits.DisableOfAsync(added, progress, cancellationToken);
        progress($"installed {added.Count} packages");
    }

    /// <summary>Which of these packages are not installed.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        IReadOnlyList<string> packages, CancellationToken cancellationToken = default)
    {
        if (!File.Exists("/usr/bin/dpkg-query"))
            throw new LabException("This is not Debian or Ubuntu: there is no dpkg.", $"Install by hand: {string.Join(' ', packages)}");
        var installed = await InstalledAsync(cancellationToken);
        return [.. packages.Where(package => !installed.Contains(package))];
    }

    static async Task<HashSet<string>> InstalledAsync(CancellationToken cancellationToken)
    {
        string[] arguments = ["--show", "--showformat=${db:Status-Abbrev}${Package}\n"];
        var list = await Tool.CheckAsync("dpkg-query", arguments, "Is dpkg's database whole?", cancellationToken: cancellationToken);
        return [.. list.Split('\n').Where(line => line.StartsWith("ii ", StringComparison.Ordinal)).Select(line => line[3..])];
    }

    static void RequireInstaller(IReadOnlyList<string> missing)
    {
        var command = $"apt-get install --no-install-recommends {string.Join(' ', missing)}";
        if (!File.Exists("/usr/bin/apt-get"))
            throw new LabException($"Packages are missing and there is no apt-get: {string.Join(' ', missing)}.", "Install them by hand.");
        if (Environment.IsPrivilegedProcess)
            return;

        throw new LabException(
            $"Packages are missing and only root may install them: {string.Join(' ', missing)}.", $"Run it as root, or: sudo {command}");
    }

    static async Task InstallAsync(IReadOnlyList<string> missing, Action<string> progress, CancellationToken cancellationToken)
    {
        // A fresh container has no lists, and old lists name versions that the mirror no longer has.
        if (!await AllKnownAsync(missing, cancellationToken))
            await UpdateAsync(progress, cancellationToken);
        var result = await TryInstallAsync(missing, progress, cancellationToken);
        if (result.ExitCode != 0)
        {
            await UpdateAsync(progress, cancellationToken);
            result = await TryInstallAsync(missing, progress, cancellationToken);
        }

        if (result.ExitCode != 0)
            throw result.Failure("apt-get install", $"Try it by hand: apt-get install --no-install-recommends {string.Join(' ', missing)}");
    }

    static async Task<bool> AllKnownAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync("apt-cache", ["show", "--no-all-versions", .. packages], cancellationToken: cancellationToken);
        return result.ExitCode == 0;
    }

    static async Task UpdateAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("reading the package lists");
        var result = await AptAsync(["update"], _ => { }, cancellationToken);
        if (result.ExitCode != 0)
            throw result.Failure("apt-get update", "Is there a network, and are the package sources right?");
    }

    static Task<ToolResult> TryInstallAsync(IReadOnlyList<string> packages, Action<string> progress, CancellationToken cancellationToken) =>
        AptAsync(
            ["install", "--yes", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", .. packages],
            line =>
            {
                if (line.StartsWith("Get:", StringComparison.Ordinal) || line.StartsWith("Setting up ", StringComparison.Ordinal))
                    progress(line);
            },
            cancellationToken);

    // env: nobody is there to answer questions, and another apt may have to end first.
    static Task<ToolResult> AptAsync(string[] arguments, Action<string> onLine, CancellationToken cancellationToken) =>
        Tool.RunAsync(
            "env",
            ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", .. arguments],
            onLine: onLine,
            cancellationToken: cancellationToken);
}
