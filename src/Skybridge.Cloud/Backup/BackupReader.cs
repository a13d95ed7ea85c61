using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Backup;

/// <summary>Unpacks a backup into a folder. Nothing in it is believed before it was looked at.</summary>
static partial class BackupReader
{
    const int MaxManifestLength = 64 * 1024;
    const int MaxFileLength = 1024 * 1024;
    const int MaxFiles = 10_000;

    /// <summary>Unpacks all of it.</summary>
    /// <exception cref="OperatorException">It is not a backup, is damaged, or was made by a newer version.</exception>
    public static async Task<BackupManifest> ReadAsync(string path, CloudHome into, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await RequireWholeAsync(file, cancellationToken);
            await using var content = new GZipStream(file, CompressionMode.Decompress);
            await using var archive = new TarReader(content);
            var manifest = await ReadManifestAsync(archive, path, cancellationToken);
            await UnpackAsync(archive, into, cancellationToken);
            return into.IsInitialized() && File.Exists(into.Database) == manifest.HasDatabase ? manifest : throw new InvalidDataException("files are lacking");
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or EndOfStreamException or FormatException)
        {
            throw new OperatorException($"{path} is not a whole backup of a cloud: {error.Message.TrimEnd('.')}.", "Take another one. Nothing was changed.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OperatorException($"There is no {path}.", "Name a file that `skybridge-cloud backup` made.", error);
        }
    }

    static async Task RequireWholeAsync(FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, left) = (new byte[64 * 1024], file.Length - SHA256.HashSizeInBytes);
        while (left > 0)
        {
            var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            hash.AppendData(buffer, 0, count);
            left = count == 0 ? throw new EndOfStreamException("it was made shorter meanwhile") : left - count;
        }

        var sum = new byte[SHA256.HashSizeInBytes];
        if (left < 0 || await file.ReadAtLeastAsync(sum, sum.Length, throwOnEndOfStream: false, cancellationToken) < sum.Length || !hash.GetHashAndReset().SequenceEqual(sum))
            throw new InvalidDataException("its checksum does not fit: it is damaged, or cut off");
        file.Position = 0;
    }

    static async Task<BackupManifest> ReadManifestAsync(TarReader archive, string path, CancellationToken cancellationToken)
    {
        if (await archive.GetNextEntryAsync(cancellationToken: cancellationToken) is not { Name: BackupManifest.EntryName, DataStream: { } content, Length: <= MaxManifestLength })
            throw new InvalidDataException($"it does not begin with {BackupManifest.EntryName}");

        var manifest = await JsonSerializer.DeserializeAsync(content, BackupJson.Default.BackupManifest, cancellationToken) ?? throw new JsonException("its manifest is empty");
        return manifest.Version == BackupManifest.CurrentVersion
            ? manifest
            : throw new OperatorException($"{path} was made by another version: its form is {manifest.Version}, and this program reads {BackupManifest.CurrentVersion}.", "Restore it with the program that made it, or a newer one.");
    }

    static async Task UnpackAsync(TarReader archive, CloudHome into, CancellationToken cancellationToken)
    {
        for (var count = 0; await archive.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry; count++)
        {
            if (count == MaxFiles)
                throw new InvalidDataException($"there are more than {MaxFiles} files in it");
            await UnpackAsync(entry, into, cancellationToken);
        }
    }

    static async Task UnpackAsync(TarEntry entry, CloudHome into, CancellationToken cancellationToken)
    {
        if (entry.EntryType is not TarEntryType.RegularFile || !Expected().IsMatch(entry.Name) || (entry.Length > MaxFileLength && entry.Name != Path.GetFileName(into.Database)))
            throw new InvalidDataException($"'{entry.Name}' has no place in it");

        var path = Path.Combine(into.Root, entry.Name);
        CloudHome.CreateFolder(Path.GetDirectoryName(path)!);
        CloudHome.WriteSecret(path, []);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        if (entry.DataStream is { } content)
            await content.CopyToAsync(file, cancellationToken);
        if (file.Length != entry.Length)
            throw new InvalidDataException($"'{entry.Name}' is cut off");
        file.Flush(flushToDisk: true);
    }

    // Every part of a name begins with a letter or digit, so that none leads out of the folder.
    [GeneratedRegex(@"\A(cloud\.json|cloud\.db|(keys|tls)(/[A-Za-z0-9][A-Za-z0-9._-]{0,200}){1,3})\z")]
    private static partial Regex Expected();
}
