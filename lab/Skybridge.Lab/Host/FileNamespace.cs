using System.Globalization;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab;

/// <summary>A view of the file system of its own for an agent: a small disk that can be filled, and files that are not there for it.</summary>
/// <remarks>The view belongs to a process of ours that only sleeps, and goes with the last process in it, the disk too: nothing is left however we end.</remarks>
/// <example><code>
/// await using var files = await FileNamespace.CreateAsync(folder, megabytes: 160, cancellationToken);
/// var options = new AgentInstanceOptions { Home = Path.Combine(files.Disk, "agent"), Wrapper = files.Wrapper, … };
/// await files.FillAsync(cancellationToken);
/// </code></example>
public sealed class FileNamespace : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    readonly ChildProgram _keeper;
    readonly HashSet<string> _hidden = [];

    FileNamespace(ChildProgram keeper, string mountPoint)
    {
        _keeper = keeper;
        Disk = $"{Root(keeper)}{mountPoint}";
    }

    /// <summary>The disk, by a path that is the same inside and outside.</summary>
    public string Disk { get; }

    /// <summary>Starts a program inside.</summary>
    public IReadOnlyList<string> Wrapper => ["nsenter", $"--mount=/proc/{_keeper.Identity.Pid}/ns/mnt"];

    /// <summary>Makes the view, with an empty disk.</summary>
    /// <param name="folder">Where the disk is mounted, and where the keeper's log goes.</param>
    /// <param name="megabytes">The size of the disk, which is memory.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<FileNamespace> CreateAsync(string folder, int megabytes, CancellationToken cancellationToken = default)
    {
        var mountPoint = LabPaths.CreatePrivate(Path.Combine(folder, "disk"));
        var keeper = ChildProgram.Start(new()
        {
            Name = "files",
            FileName = "/usr/bin/unshare",
            Arguments = ["--mount", "--propagation", "private", "/usr/bin/sleep", "infinity"],
            LogFile = Path.Combine(folder, "files.log"),
        });
        var files = new FileNamespace(keeper, mountPoint);
        try
        {
            await keeper.WaitUntilReadyAsync(_ => ValueTask.FromResult(IsApart(keeper)), StartLimit, cancellationToken);
            var size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0700");
            await files.InsideAsync(["mount", "-t", "tmpfs", "-o", size, "tmpfs", mountPoint], cancellationToken);
            return files;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leaves not a byte of the disk free.</summary>
    public async Task FillAsync(CancellationToken cancellationToken = default)
    {
        // It ends with the disk.
        await Tool.RunAsync("dd", ["if=/dev/zero", $"of={Ballast}", "bs=64k"], cancellationToken: cancellationToken);
        if (new DriveInfo(Disk).AvailableFreeSpace > 0)
            throw new LabException($"The disk {Disk} could not be filled.", "Is there memory for it?");
    }

    /// <summary>Gives the room back.</summary>
    public void MakeRoom() => File.Delete(Ballast);

    /// <summary>For programs that are started inside from now on, the file is empty.</summary>
    public async Task HideAsync(string path, CancellationToken cancellationToken = default)
    {
        if (_hidden.Add(path))
            await InsideAsync(["mount", "--bind", "/dev/null", path], cancellationToken);
    }

    /// <summary>The file is there again.</summary>
    public async Task ShowAsync(string path, CancellationToken cancellationToken = default)
    {
        if (_hidden.Remove(path))
            await InsideAsync(["umount", "--lazy", path], cancellationToken);
    }

    /// <summary>Ends the view once nothing runs inside any more.</summary>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    string Ballast => Path.Combine(Disk, "ballast");

    static string Root(ChildProgram keeper) => $"/proc/{keeper.Identity.Pid}/root";

    static bool IsApart(ChildProgram keeper) =>
        new FileInfo($"/proc/{keeper.Identity.Pid}/ns/mnt").LinkTarget is { } theirs && theirs != new FileInfo("/proc/self/ns/mnt").LinkTarget;

    Task<string> InsideAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        string[] all = [.. Wrapper, .. command];
        return Tool.CheckAsync(all[0], all[1..], "Is this root, and may it mount (not in every container)?", cancellationToken: cancellationToken);
    }
}
