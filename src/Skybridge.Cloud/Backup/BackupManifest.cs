using System.Text.Json.Serialization;

namespace Skybridge.Cloud.Backup;

/// <summary>The first entry of a backup: what it is of.</summary>
/// <remarks>
/// A backup is a tar archive, compressed by gzip: this, the files of the home under their names in it, the database. Behind that are 32 bytes with
/// the SHA-256 of everything before them, which gzip takes for nothing.
/// </remarks>
sealed record BackupManifest
{
    /// <summary>The name of the entry.</summary>
    public const string EntryName = "backup.json";

    /// <summary>The version of the form that is written and read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the form.</summary>
    public required int Version { get; init; }

    /// <summary>The organisation, as people know it.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Whether the database is in it; one on a PostgreSQL server is not.</summary>
    public required bool HasDatabase { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BackupManifest))]
sealed partial class BackupJson : JsonSerializerContext;
