using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Fakes;

/// <summary>An attribute as it is sent: values, and the stamp of its last write.</summary>
sealed record FakeSentAttribute(uint Type, IReadOnlyList<byte[]> Values, AttributeMetadata Stamp);

/// <summary>An object as it is sent.</summary>
sealed record FakeSentObject(DsName Name, Guid? Parent, IReadOnlyList<FakeSentAttribute> Attributes)
{
    public bool IsHead { get; init; }
}

/// <summary>A page of changes, to be written as a domain controller lays it out.</summary>
/// <remarks>[MS-DRSR] DRS_MSG_GETCHGREPLY_V6.</remarks>
sealed record FakePage
{
    // Number and bytes of the well-known prefixes, as Samba and Windows number them. 100 is of a made-up vendor.
    static readonly (uint Index, string Prefix)[] Prefixes =
    [
        (0, "5504"), (1, "5506"), (2, "2A864886F7140102"), (3, "2A864886F7140103"), (8, "5505"), (9, "2A864886F7140104"), (10, "2A864886F7140105"),
        (19, "0992268993F22C64"), (20, "6086480186F84203"), (21, "0992268993F22C6401"), (22, "6086480186F8420301"), (28, "6086480186F8420302"),
        (100, "2B0601040182E30F"),
    ];

    public uint Version { get; init; } = 6;

    public required Guid Invocation { get; init; }

    public required Guid Dsa { get; init; }

    public required DsName Context { get; init; }

    public HighWatermark From { get; init; }

    public required HighWatermark To { get; init; }

    public UpToDatenessVector? Vector { get; init; }

    public IReadOnlyList<FakeSentObject> Objects { get; init; } = [];

    /// <summary>Memberships, behind the objects.</summary>
    public IReadOnlyList<FakeSentLink> Links { get; init; } = [];

    /// <summary>How many objects it says it holds, where that is a lie.</summary>
    public uint? Announced { get; init; }

    public bool HasMore { get; init; }

    public uint ExtendedResult { get; init; }

    public int Error { get; init; }

    /// <summary>Whether it carries a prefix table.</summary>
    public bool HasPrefixes { get; init; } = true;

    /// <summary>Added to the number of each prefix: a server may number them as it likes.</summary>
    public uint PrefixShift { get; init; }

    public ReadOnlyMemory<byte> Write()
    {
        var writer = new NdrWriter().WriteUInt32(Version).WriteUInt32(Version).Align(8);
        writer.WriteGuid(Dsa).WriteGuid(Invocation).WritePointer(true).Align(8);
        Write(writer, From);
        Write(writer, To);
        writer.WritePointer(Vector is not null).WriteUInt32(HasPrefixes ? (uint)Prefixes.Length + 1 : 0).WritePointer(HasPrefixes);
        writer.WriteUInt32(ExtendedResult).WriteUInt32(Announced ?? (uint)Objects.Count).WriteUInt32(0).WritePointer(Objects.Count > 0);
        writer.WriteUInt32(HasMore ? 1u : 0).WriteUInt32(0).WriteUInt32(0);
        writer.WriteUInt32((uint)Links.Count).WritePointer(Links.Count > 0).WriteUInt32(0);

        FakeNames.Write(writer, Context);
        if (Vector is not null)
            Write(writer, Vector);
        if (HasPrefixes)
            WritePrefixes(writer);
        WriteObjects(writer);
        WriteLinks(writer);
        return writer.Align(4).WriteUInt32((uint)Error).Stub;
    }

    static void Write(NdrWriter writer, HighWatermark mark) =>
        writer.WriteUInt64((ulong)mark.ObjectUpdate).WriteUInt64((ulong)mark.Reserved).WriteUInt64((ulong)mark.PropertyUpdate);

    // Version 2 with a time per entry; Samba sends the same constant for every one.
    static void Write(NdrWriter writer, UpToDatenessVector vector)
    {
        writer.WriteUInt32((uint)vector.Entries.Count).Align(8);
        writer.WriteUInt32(2).WriteUInt32(0).WriteUInt32((uint)vector.Entries.Count).WriteUInt32(0);
        foreach (var (invocation, usn) in vector.Entries)
            writer.WriteGuid(invocation).WriteUInt64((ulong)usn).WriteUInt64(116444736000000000);
    }

    void WritePrefixes(NdrWriter writer)
    {
        writer.WriteUInt32((uint)Prefixes.Length + 1);
        foreach (var (index, prefix) in Prefixes)
            writer.WriteUInt32(index + PrefixShift).WriteUInt32((uint)prefix.Length / 2).WritePointer(true);
        writer.WriteUInt32(0).WriteUInt32(21).WritePointer(true);

        foreach (var (_, prefix) in Prefixes)
            writer.WriteUInt32((uint)prefix.Length / 2).WriteBytes(Convert.FromHexString(prefix)).Align(4);
        writer.WriteUInt32(21).WriteBytes([0xff, 0, 0, 0, 7, .. new byte[16]]).Align(4);
    }

    // All fixed parts in the order of the list, then the rest of each object from the last to the first.
    void WriteObjects(NdrWriter writer)
    {
        for (var i = 0; i < Objects.Count; i++)
        {
            var sent = Objects[i];
            writer.WritePointer(i + 1 < Objects.Count).WritePointer(true).WriteUInt32(0).WriteUInt32((uint)sent.Attributes.Count);
            writer.WritePointer(sent.Attributes.Count > 0).WriteUInt32(sent.IsHead ? 1u : 0).WritePointer(sent.Parent is not null).WritePointer(true);
        }

        foreach (var sent in Objects.Reverse())
        {
            FakeNames.Write(writer, sent.Name);
            WriteAttributes(writer, sent.Attributes);
            if (sent.Parent is { } parent)
                writer.WriteGuid(parent);
            WriteStamps(writer, sent.Attributes);
        }
    }

    void WriteAttributes(NdrWriter writer, IReadOnlyList<FakeSentAttribute> attributes)
    {
        if (attributes.Count == 0)
            return;

        writer.WriteUInt32((uint)attributes.Count);
        foreach (var attribute in attributes)
            writer.WriteUInt32(attribute.Type + (PrefixShift << 16)).WriteUInt32((uint)attribute.Values.Count).WritePointer(attribute.Values.Count > 0);

        foreach (var values in attributes.Select(attribute => attribute.Values).Where(values => values.Count > 0))
        {
            writer.WriteUInt32((uint)values.Count);
            foreach (var value in values)
                writer.WriteUInt32((uint)value.Length).WritePointer(true);
            foreach (var value in values)
                writer.WriteUInt32((uint)value.Length).WriteBytes(value);
        }
    }

    // REPLVALINF_V1: all fixed parts, then holder and value of each.
    void WriteLinks(NdrWriter writer)
    {
        if (Links.Count == 0)
            return;

        writer.WriteUInt32((uint)Links.Count);
        var values = Links.Select(link => FakeNames.Value(link.Member)).ToList();
        for (var i = 0; i < Links.Count; i++)
        {
            writer.Align(8).WritePointer(true).WriteUInt32(AttributeType.Member.Value + (PrefixShift << 16)).WriteUInt32((uint)values[i].Length).WritePointer(true);
            writer.WriteUInt32(Links[i].IsPresent ? 1u : 0).Align(8).WriteUInt64(Seconds(Links[i].Created));
            WriteStamp(writer, Links[i].Stamp);
        }

        for (var i = 0; i < Links.Count; i++)
        {
            FakeNames.Write(writer, Links[i].Group);
            writer.WriteUInt32((uint)values[i].Length).WriteBytes(values[i]);
        }
    }

    static ulong Seconds(DateTimeOffset time) => (ulong)((time - new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks / TimeSpan.TicksPerSecond);

    static void WriteStamp(NdrWriter writer, AttributeMetadata stamp) =>
        writer.WriteUInt32(stamp.Version).WriteUInt64(Seconds(stamp.OriginatingTime)).WriteGuid(stamp.InvocationId).WriteUInt64((ulong)stamp.Usn);

    static void WriteStamps(NdrWriter writer, IReadOnlyList<FakeSentAttribute> attributes)
    {
        writer.WriteUInt32((uint)attributes.Count).Align(8).WriteUInt32((uint)attributes.Count).Align(8);
        foreach (var (_, _, stamp) in attributes)
            WriteStamp(writer, stamp);
    }
}
