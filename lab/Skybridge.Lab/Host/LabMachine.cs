using System.Globalization;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab;

/// <summary>
/// A machine with a real systemd, on top of this host's disk and in a network of its own: packages can be installed, services run, the power cut.
/// Nothing of the host is changed; what the machine writes is in memory and goes with it.
/// </summary>
/// <remarks>Namespaces, an overlay and a control group; no container engine. Nothing of the host's own starts inside.</remarks>
/// <example><code>
/// await using var machine = await LabMachine.CreateAsync(folder, network, cancellationToken);
/// await machine.AddAsync("some.deb", cancellationToken);
/// await machine.CheckAsync(["dpkg", "--install", "/packages/some.deb"], cancellationToken);
/// await machine.CutPowerAsync(cancellationToken);
/// await machine.BootAsync(cancellationToken);
/// </code></example>
public sealed class LabMachine : IAsyncDisposable
{
    const string Hint = "Is this root, and may it make namespaces, mount overlays and make control groups (not in every container)?";
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly string Script = Path.Combine(LabPaths.Scripts, "machine.sh");

    readonly string _folder;
    readonly string _mounted;
    readonly NetworkNamespace _network;
    readonly ChildProgram _disk;
    ChildProgram? _process;
    int _boots;

    LabMachine(string folder, NetworkNamespace network, ChildProgram disk)
    {
        (_folder, _network, _disk) = (folder, network, disk);
        _mounted = MountPoint(folder);
    }

    /// <summary>The packages that the host must have.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        ["systemd", "init-system-helpers", "adduser", "ca-certificates", "tzdata", "libgssapi-krb5-2", "util-linux", "iproute2"];

    /// <summary>Makes the machine's disk; it is off.</summary>
    /// <param name="folder">Where its logs go.</param>
    /// <param name="network">Its network.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LabMachine> CreateAsync(string folder, NetworkNamespace network, CancellationToken cancellationToken = default)
    {
        await HostPackages.EnsureAsync(Packages, cancellationToken: cancellationToken);
        // While nobody installs anything, so that dpkg's files are of one moment.
        using var still = await MachineLock.TakeAsync("packages", StartLimit, () => { }, cancellationToken);
        Directory.CreateDirectory(MountPoint(folder));
        LabPaths.CreatePrivate(PackagesOf(folder));
        var disk = ChildProgram.Start(new()
        {
            Name = "disk", FileName = "/usr/bin/unshare", Arguments = ["--mount", "/bin/sh", Script, "disk", MountPoint(folder)], LogFile = Path.Combine(folder, "machine-disk.log"),
        });
        var machine = new LabMachine(folder, network, disk);
        try
        {
            await disk.WaitUntilReadyAsync(_ => ValueTask.FromResult(File.Exists(machine.OnDisk("ready"))), StartLimit, cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a file into <c>/packages</c> of the machine.</summary>
    public Task AddAsync(string file, CancellationToken cancellationToken = default) =>
        Tool.CheckAsync("cp", [file, PackagesOf(_folder)], "Is the disk full?", cancellationToken: cancellationToken);

    /// <summary>What is written on its disk: paths of files, without what is in memory only (<c>/run</c>, <c>/tmp</c>, <c>/packages</c>).</summary>
    public async Task<IReadOnlySet<string>> WrittenAsync(CancellationToken cancellationToken = default)
    {
        var files = await Tool.CheckAsync("find", [OnDisk("up/"), "!", "-type", "d", "-printf", "/%P\n"], Hint, cancellationToken: cancellationToken);
        return files.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Switches it on, and waits until its systemd has started everything.</summary>
    public async Task BootAsync(CancellationToken cancellationToken = default)
    {
        string[] arguments =
        [
            $"--mount=/proc/{_disk.Identity.Pid}/ns/mnt", .. _network.Wrapper,
            "unshare", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--mount", "/bin/sh", Script, "boot", _mounted,
        ];
        _process = ChildProgram.Start(new() { Name = "machine", FileName = "/usr/bin/nsenter", Arguments = arguments, LogFile = Path.Combine(_folder, $"machine-{++_boots}.log") });
        await _process.WaitUntilReadyAsync(IsUpAsync, StartLimit, cancellationToken);
    }

    /// <summary>Ends everything in it at once, as when the power goes. Its disk stays.</summary>
    public async Task CutPowerAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not { } process)
            return;

        _process = null;
        await process.KillAsync(cancellationToken);
        await process.DisposeAsync();
    }

    /// <summary>Runs a program in it as root, which must succeed, and returns what it printed.</summary>
    public async Task<string> CheckAsync(IReadOnlyList<string> command, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(command, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw result.Failure(string.Join(' ', command.Take(3)), $"The machine's logs are in {_folder}.");
    }

    /// <summary>Runs a program in it as root, whatever comes of it.</summary>
    /// <param name="command">Never a secret: every user can read it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ToolResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken = default) => Tool.RunAsync(
        "nsenter",
        [$"--target={First()}", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--net", "--wd=/", "env", "-i", $"PATH={Tool.SystemPath}", "LC_ALL=C.UTF-8", "HOME=/root", .. command],
        cancellationToken: cancellationToken);

    /// <summary>Ends it; nothing is left of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            await _process.DisposeAsync();
        }

        if (_disk.IsRunning && File.Exists(OnDisk("ready")))
            await Tool.RunAsync("nsenter", [$"--mount=/proc/{_disk.Identity.Pid}/ns/mnt", "/bin/sh", Script, "sweep", _mounted]);
        await _disk.DisposeAsync();
        Directory.Delete(PackagesOf(_folder), recursive: true);
    }

    static string MountPoint(string folder) => Path.Combine(folder, "machine");

    static string PackagesOf(string folder) => $"{MountPoint(folder)}-packages";

    // The mount is only the disk's: seen through its keeper.
    string OnDisk(string path) => $"/proc/{_disk.Identity.Pid}/root{_mounted}/{path}";

    async ValueTask<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        if (First() is null)
            return false;
        var state = await RunAsync(["systemctl", "is-system-running"], cancellationToken);
        return state.Output.Trim() is "running" or "degraded";
    }

    // Process 1 of the machine, by its number here: the only child of the unshare that waits for it.
    string? First()
    {
        if (_process is not { } process)
            throw new LabException("The machine is off.", "Boot it first.");
        var pid = process.Identity.Pid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        }
        catch (IOException)
        {
            return null; // It has just ended.
        }
    }
}
