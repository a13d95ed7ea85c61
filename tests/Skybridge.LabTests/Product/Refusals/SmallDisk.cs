using Skybridge.Lab;
using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary>A disk of a few kilobytes in a mount namespace of its own: nobody else sees it, and it is gone with the process that holds it.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly ChildProgram _holder;

    SmallDisk(string folder, ChildProgram holder)
    {
        Folder = folder;
        _holder = holder;
    }

    /// <summary>Where it is mounted, for programs that run under <see cref="Wrapper"/>.</summary>
    public string Folder { get; }

    /// <summary>What runs a program where the disk is mounted.</summary>
    public IReadOnlyList<string> Wrapper => ["nsenter", $"--mount=/proc/{_holder.Identity.Pid}/ns/mnt", "--"];

    /// <summary>Where we see the same.</summary>
    public string Seen => $"/proc/{_holder.Identity.Pid}/root{Folder}";

    /// <summary>Mounts one.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int kilobytes, CancellationToken cancellationToken)
    {
        LabPaths.CreatePrivate(folder);
        var holder = ChildProgram.Start(new()
        {
            Name = "disk",
            FileName = "/usr/bin/unshare",
            Arguments = ["--mount", "sh", "-c", $"mount -t tmpfs -o mode=700,size={kilobytes}k lab \"$0\" && exec sleep infinity", folder],
            LogFile = $"{folder}.log",
        });
        var disk = new SmallDisk(folder, holder);
        await holder.WaitUntilReadyAsync(async token => (await File.ReadAllTextAsync($"/proc/{holder.Identity.Pid}/mounts", token)).Contains($" {folder} tmpfs ", StringComparison.Ordinal), Limit, cancellationToken);
        return disk;
    }

    /// <summary>Makes it larger.</summary>
    public Task GrowAsync(int kilobytes, CancellationToken cancellationToken) =>
        RunAsync(["mount", "-o", $"remount,size={kilobytes}k", Folder], cancellationToken);

    /// <summary>Copies a folder onto it.</summary>
    public Task CopyAsync(string folder, string name, CancellationToken cancellationToken) =>
        RunAsync(["cp", "-a", folder, Path.Combine(Folder, name)], cancellationToken);

    public ValueTask DisposeAsync() => _holder.DisposeAsync();

    Task<string> RunAsync(string[] command, CancellationToken cancellationToken) =>
        Tool.CheckAsync(Wrapper[0], [.. Wrapper.Skip(1), .. command], "May this process mount?", cancellationToken: cancellationToken);
}
