using System.Collections.Frozen;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Translates the server's compressed identifiers to those of the well-known prefix table, which ours are.</summary>
/// <remarks>
/// [MS-DRSR] SCHEMA_PREFIX_TABLE, and "Concrete Type ATTRTYP" for the well-known one. A server may number prefixes as it likes and says how in each
/// reply. Its table ends with the schema's own version (schemaInfo) under index 0: no prefix that is known, so that it overwrites none.
/// </remarks>
sealed class PrefixTable
{
    const int MaxPrefixes = 10_000;
    const int MaxPrefixBytes = 64;
    const int SchemaInfoSize = 21;
    const byte SchemaInfoMark = 0xff;

    static readonly (ushort Index, byte[] Prefix)[] WellKnown =
    [
        (0, Convert.FromHexString("5504")),
        (1, Convert.FromHexString("5506")),
        (2, Convert.FromHexString("2A864886F7140102")),
        (3, Convert.FromHexString("2A864886F7140103")),
        (8, Convert.FromHexString("5505")),
        (9, Convert.FromHexString("2A864886F7140104")),
        (10, Convert.FromHexString("2A864886F7140105")),
        (19, Convert.FromHexString("0992268993F22C64")),
        (20, Convert.FromHexString("6086480186F84203")),
        (21, Convert.FromHexString("0992268993F22C6401")),
        (22, Convert.FromHexString("6086480186F8420301")),
        (28, Convert.FromHexString("6086480186F8420302")),
    ];

    static readonly FrozenDictionary<string, ushort> WellKnownIndex =
        WellKnown.ToFrozenDictionary(entry => Convert.ToHexString(entry.Prefix), entry => entry.Index);

    readonly Dictionary<ushort, ushort> _toWellKnown;

    PrefixTable(Dictionary<ushort, ushort> toWellKnown) => _toWellKnown = toWellKnown;

    /// <summary>Writes the well-known table for a request.</summary>
    /// <remarks>Samba refuses a table that does not end with a schemaInfo entry (error 87), whatever that says; Windows does not look.</remarks>
    public static void WriteWellKnown(NdrWriter writer)
    {
        writer.WriteUInt32((uint)WellKnown.Length + 1);
        foreach (var (index, prefix) in WellKnown)
            writer.WriteUInt32(index).WriteUInt32((uint)prefix.Length).WritePointer(true);
        writer.WriteUInt32(0).WriteUInt32(SchemaInfoSize).WritePointer(true);

        foreach (var (_, prefix) in WellKnown)
            writer.WriteUInt32((uint)prefix.Length).WriteBytes(prefix).Align(4);
        var schemaInfo = new byte[SchemaInfoSize];
        schemaInfo[0] = SchemaInfoMark;
        writer.WriteUInt32(SchemaInfoSize).WriteBytes(schemaInfo).Align(4);
    }

    /// <summary>How many entries <see cref="WriteWellKnown"/> writes.</summary>
    public static uint WellKnownCount => (uint)WellKnown.Length + 1;

    /// <summary>Reads the table of a reply: <c>max, { index, length, pointer }..., { max, bytes, pad }...</c></summary>
    public static PrefixTable Read(ref NdrReader reader)
    {
        var count = reader.ReadCount(12, MaxPrefixes, "schema prefixes");
        var indexes = new (uint Index, bool Present)[count];
        for (var i = 0; i < count; i++)
        {
            var index = reader.ReadUInt32();
            reader.ReadUInt32();
            indexes[i] = (index, reader.ReadPointer());
        }

        var toWellKnown = new Dictionary<ushort, ushort>();
        foreach (var (index, present) in indexes)
        {
            if (!present)
                continue;

            var prefix = reader.ReadBytes(reader.ReadCount(1, MaxPrefixBytes, "bytes of a schema prefix"));
            if (index <= ushort.MaxValue && WellKnownIndex.TryGetValue(Convert.ToHexString(prefix), out var wellKnown))
                toWellKnown[(ushort)index] = wellKnown;
        }

        return new PrefixTable(toWellKnown);
    }

    /// <summary>The table of a reply that has none: the server's numbers are the well-known ones.</summary>
    public static PrefixTable Identity { get; } = new(WellKnown.ToDictionary(entry => entry.Index, entry => entry.Index));

    /// <summary>Translates an identifier; false when its prefix is none that we know, so that it cannot be one that we asked for.</summary>
    public bool TryTranslate(uint serverValue, out uint value)
    {
        var known = _toWellKnown.TryGetValue((ushort)(serverValue >> 16), out var index);
        value = ((uint)index << 16) | (serverValue & 0xffff);
        return known;
    }
}
