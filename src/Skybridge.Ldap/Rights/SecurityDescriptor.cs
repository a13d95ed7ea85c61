using System.Buffers.Binary;

namespace Skybridge.Ldap.Rights;

/// <summary>A security descriptor that holds an access list and nothing else, taken apart into entries that nobody interprets.</summary>
/// <remarks>
/// [MS-DTYP] SECURITY_DESCRIPTOR in self-relative form: <code>revision 1 | 0 | control u16 | owner, group, SACL, DACL: offsets u32</code>
/// and its ACL: <code>revision u8 | 0 | size u16 | count u16 | 0 u16 | entries</code>. Every entry keeps its bytes and its place.
/// </remarks>
sealed class SecurityDescriptor
{
    const int HeaderSize = 20;
    const int ListHeaderSize = 8;
    const int SmallestEntry = 4;
    const byte Revision = 1;
    const byte PlainRevision = 2;
    const byte ObjectRevision = 4;
    const ushort ListPresent = 0x0004;
    const ushort SelfRelative = 0x8000;

    readonly ushort _control;
    readonly byte _listRevision;

    SecurityDescriptor(ushort control, byte listRevision, IReadOnlyList<byte[]> entries)
    {
        _control = control;
        _listRevision = listRevision;
        Entries = entries;
    }

    /// <summary>The entries in their order.</summary>
    public IReadOnlyList<byte[]> Entries { get; }

    /// <exception cref="InvalidDataException">It is not what it should be; nothing is guessed.</exception>
    public static SecurityDescriptor Read(ReadOnlySpan<byte> bytes)
    {
        Require(bytes.Length >= HeaderSize && bytes[0] == Revision, "is too short or of another revision");
        var control = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        Require((control & SelfRelative) != 0 && (control & ListPresent) != 0, "has no access list");
        Require(Offset(bytes, 4) == 0 && Offset(bytes, 8) == 0 && Offset(bytes, 12) == 0, "holds more than the access list that was asked for");
        var start = Offset(bytes, 16);
        Require(start >= HeaderSize && start <= bytes.Length - ListHeaderSize, "has no access list");

        var list = bytes[start..];
        var (revision, size, count) = (list[0], BinaryPrimitives.ReadUInt16LittleEndian(list[2..]), BinaryPrimitives.ReadUInt16LittleEndian(list[4..]));
        Require(revision is PlainRevision or ObjectRevision && size >= ListHeaderSize && size <= list.Length, "has an access list of unknown form");
        return new SecurityDescriptor(control, revision, ReadEntries(list[ListHeaderSize..size], count));
    }

    /// <summary>The same with other entries.</summary>
    public SecurityDescriptor With(IReadOnlyList<byte[]> entries) => new(_control, ObjectRevision > _listRevision ? ObjectRevision : _listRevision, entries);

    /// <summary>As it travels.</summary>
    /// <exception cref="InvalidDataException">It is longer than an access list can be.</exception>
    public byte[] ToBytes()
    {
        var size = ListHeaderSize + Entries.Sum(entry => entry.Length);
        Require(size <= ushort.MaxValue, $"would be too long ({size} bytes)");
        var bytes = new byte[HeaderSize + size];
        bytes[0] = Revision;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), _control);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), HeaderSize);
        bytes[HeaderSize] = _listRevision;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(HeaderSize + 2), (ushort)size);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(HeaderSize + 4), (ushort)Entries.Count);
        var at = HeaderSize + ListHeaderSize;
        foreach (var entry in Entries)
        {
            entry.CopyTo(bytes, at);
            at += entry.Length;
        }

        return bytes;
    }

    static List<byte[]> ReadEntries(ReadOnlySpan<byte> rest, int count)
    {
        var entries = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            Require(rest.Length >= SmallestEntry, "ends in the middle of its access list");
            var size = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            Require(size >= SmallestEntry && size <= rest.Length, "has an entry of an impossible size");
            entries.Add(rest[..size].ToArray());
            rest = rest[size..];
        }

        return entries;
    }

    static int Offset(ReadOnlySpan<byte> bytes, int at)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        Require(offset <= (uint)bytes.Length, "points outside itself");
        return (int)offset;
    }

    static void Require(bool condition, string complaint)
    {
        if (!condition)
            throw new InvalidDataException($"The security descriptor {complaint}; nothing was changed.");
    }
}
