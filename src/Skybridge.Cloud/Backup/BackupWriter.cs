using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Backup;

/// <summary>Copies a home into one file, while the server may be running.</summary>
sealed class BackupWriter(CloudHome home, CloudSettings settings)
{
    /// <summary>Writes the file: whole, or not at all, and for its owner only.</summary>
    /// <exception cref="OperatorException">There is such a file already, or something cannot be read or written.</exception>
    public async Task<BackupManifest> WriteAsync(string path, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
            throw new OperatorException($"There is {path} already.", "Name a file that does not exist; a backup is never replaced.");

        var (partial, snapshot) = ($"{path}.partial", $"{path}.partial-db");
        try
        {
            var manifest = await SnapshotAsync(snapshot, actor, now, cancellationToken);
            await PackAsync(partial, manifest, snapshot, cancellationToken);
            File.Move(partial, path);
            return manifest;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The backup {path} cannot be written: {error.Message}", "Look at the folder's owner and at the room on its disk.", error);
        }
        finally
        {
            foreach (var left in new[] { partial, snapshot }.Where(File.Exists))
                File.Delete(left);
        }
    }

    // What the log holds of the backup itself is in it.
    async Task<BackupManifest> SnapshotAsync(string snapshot, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var store = CloudStore.Of(home, settings);
        await using var db = store.Open();
        var tenant = await db.Tenants.Select(one => one.Name).SingleAsync(cancellationToken);
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.BackupMade, home.Root));
        await db.SaveChangesAsync(cancellationToken);
        if (!store.IsShared)
        {
            CloudHome.WriteSecret(snapshot, []); // Made here, so that nobody else can read it: the database takes an empty file.
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {snapshot}", cancellationToken);
        }

        return new BackupManifest { Version = BackupManifest.CurrentVersion, Tenant = tenant, MadeAt = now, HasDatabase = !store.IsShared };
    }

    async Task PackAsync(string partial, BackupManifest manifest, string snapshot, CancellationToken cancellationToken)
    {
        CloudHome.WriteSecret(partial, []);
        await using var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite);
        await using (var compressed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        await using (var archive = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            await using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.EntryName) { DataStream = content }, cancellationToken);
            foreach (var path in Files())
                await AddAsync(archive, Path.GetRelativePath(home.Root, path).Replace('\\', '/'), path, cancellationToken);
            if (manifest.HasDatabase)
                await AddAsync(archive, Path.GetFileName(home.Database), snapshot, cancellationToken);
        }

        file.Position = 0;
        await file.WriteAsync(await SHA256.HashDataAsync(file, cancellationToken), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    IEnumerable<string> Files() =>
    [
        home.Settings,
        .. new[] { home.Keys, home.Tls }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal),
    ];

    static async Task AddAsync(TarWriter archive, string name, string source, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(source);
        await archive.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite },
            cancellationToken);
    }
}
