using System.Collections.Immutable;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>For each originating database, up to which of its changes everything is known: good against any domain controller.</summary>
/// <remarks>
/// [MS-DRSR] UPTODATE_VECTOR_V1_EXT in requests, V2 in replies:
/// <code>max u32, align 8 | version u32, 0 u32, count u32, 0 u32 | { invocationId 16, usn u64 [, time u64] }...</code>
/// </remarks>
public sealed class UpToDatenessVector : IEquatable<UpToDatenessVector>
{
    const int MaxEntries = 100_000;

    /// <summary>Knows nothing: everything is sent.</summary>
    public static UpToDatenessVector Empty { get; } = new([]);

    /// <summary>Creates a vector of invocationIds and update sequence numbers.</summary>
    public UpToDatenessVector(IEnumerable<KeyValuePair<Guid, long>> entries) => Entries = entries.ToImmutableSortedDictionary();

    /// <summary>Up to which USN each database's changes are known.</summary>
    public ImmutableSortedDictionary<Guid, long> Entries { get; }

    /// <inheritdoc/>
    public bool Equals(UpToDatenessVector? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UpToDatenessVector);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Count;

    internal void Write(NdrWriter writer)
    {
        writer.WriteUInt32((uint)Entries.Count).Align(8);
        writer.WriteUInt32(1).WriteUInt32(0).WriteUInt32((uint)Entries.Count).WriteUInt32(0);
        foreach (var (invocation, usn) in Entries)
            writer.WriteGuid(invocation).WriteUInt64((ulong)usn);
    }

    internal static UpToDatenessVector Read(ref NdrReader reader)
    {
        var max = reader.ReadUInt32();
        reader.Align(8);
        var version = reader.ReadUInt32();
        reader.ReadUInt32();
        var count = reader.ReadUInt32();
        reader.ReadUInt32();
        if (version is not (1 or 2) || count != max)
            throw new NdrException($"NDR: an up-to-dateness vector of version {version} with {count} entries in room for {max}.");

        var entries = new KeyValuePair<Guid, long>[reader.CheckCount(count, version == 1 ? 24 : 32, MaxEntries, "entries of an up-to-dateness vector")];
        for (var i = 0; i < entries.Length; i++)
        {
            reader.Align(8);
            entries[i] = new(reader.ReadGuid(), (long)reader.ReadUInt64());
            if (version == 2)
                reader.ReadUInt64();
        }

        return entries.DistinctBy(entry => entry.Key).Count() == entries.Length
            ? new UpToDatenessVector(entries)
            : throw new NdrException("NDR: an up-to-dateness vector names a database twice.");
    }
}
