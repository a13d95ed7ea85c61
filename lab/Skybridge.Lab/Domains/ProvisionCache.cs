using System.Security.Cryptography;
using System.Text;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Domains;

/// <summary>Provisioned directories, named by a hash of everything that determines them. Made once and copied for each use.</summary>
/// <remarks>A copy of 33 MB of sparse files takes 0.03 s; an archive saved space nobody lacks and took twice as long.</remarks>
sealed class ProvisionCache(DomainControllerOptions options, Action<string> progress)
{
    // Raise it when the provisioner makes something else from the same inputs.
    const string Format = "1";
    const string Unfinished = ".building";
    const int KeptPerLabel = 2;
    static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(20);

    /// <summary>Copies the provisioned directory into a folder, and makes it first where it is missing.</summary>
    public async Task CopyToAsync(string target, Provisioner provisioner, CancellationToken cancellationToken)
    {
        var label = $"{options.Domain}-{Kind}";
        var entry = Path.Combine(LabPaths.CreatePrivate(options.Cache), $"{label}-{await HashAsync(cancellationToken)}");
        using var held = await FileLock.TakeAsync(
            entry + ".lock", LongestBuild, () => progress("another process is provisioning the same domain; waiting for it"), cancellationToken);
        if (!Directory.Exists(entry))
            await BuildAsync(entry, provisioner, cancellationToken);

        await CopyAsync(entry, target, cancellationToken);
        Directory.SetLastWriteTimeUtc(entry, TimeProvider.System.GetUtcNow().UtcDateTime);
        RemoveOld(label, keep: entry);
    }

    /// <summary>Copies a folder with holes, modes and times as they are, and shares blocks where the file system can.</summary>
    public static async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        string[] arguments = ["-a", "--sparse=always", "--reflink=auto", $"{source}/.", target];
        await Tool.CheckAsync("cp", arguments, "Is the disk full?", cancellationToken: cancellationToken);
    }

    static async Task BuildAsync(string entry, Provisioner provisioner, CancellationToken cancellationToken)
    {
        // Under another name until it is whole: a build that was killed must not be taken for a directory.
        var building = entry + Unfinished;
        if (Directory.Exists(building))
            Directory.Delete(building, recursive: true);
        LabPaths.CreatePrivate(building);
        await provisioner.RunAsync(building, cancellationToken);
        Directory.Move(building, entry);
    }

    void RemoveOld(string label, string keep)
    {
        var others = Directory.GetDirectories(options.Cache, $"{label}-*").Where(path => path != keep).ToList();
        var halfMade = others.Where(path => path.EndsWith(Unfinished, StringComparison.Ordinal)).ToList();
        var old = others.Except(halfMade).OrderByDescending(Directory.GetLastWriteTimeUtc).Skip(KeptPerLabel - 1);
        foreach (var path in halfMade.Concat(old))
            TryRemove(path);
    }

    // Whoever makes or copies one holds its lock, and so must who removes it.
    static void TryRemove(string path)
    {
        var entry = path.EndsWith(Unfinished, StringComparison.Ordinal) ? path[..^Unfinished.Length] : path;
        try
        {
            using var held = new FileStream(entry + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // In use; the next run finds it again.
        }
    }

    // What was asked for, in words; an entry of the same kind with another hash was made by an older lab.
    string Kind => string.Join(
        '-',
        options.NetBiosName,
        options.HostName,
        options.Population.PeopleFile is null ? "nobody" : "people",
        options.Population.Bulk is { } bulk ? $"{bulk.Count}{bulk.Kind}" : "few",
        options.Dns ? "dns" : "nodns",
        options.Mdb ? "mdb" : "tdb").ToLowerInvariant();

    async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The address is in the directory only as DNS records.
        var text = $"{Format}|{options.Domain}|{Kind}|{(options.Dns ? options.Address : "")}"
            + $"|{await Tool.CheckAsync("samba", ["-V"], HostPackages.SambaHint, cancellationToken: cancellationToken)}";
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (var person in options.Population.Bulk?.Of(options.Domain, options.BaseDn) ?? [])
            hash.AppendData(Encoding.UTF8.GetBytes($"{person.Dn}|{person.Upn}|{person.Password}|{person.Why}"));
        var scripts = Directory.GetFiles(LabPaths.Scripts, "*.py", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        foreach (var file in options.Population.PeopleFile is { } people ? scripts.Append(people) : scripts)
            hash.AppendData(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken)));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
