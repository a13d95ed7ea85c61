using System.Buffers.Binary;
using System.Text;

namespace Skybridge.Drsr.Ndr;

/// <summary>Reads one stub of little-endian NDR 2.0. Every read checks what is left; every count is checked before anything is allocated for it.</summary>
/// <remarks>[C706] chapter 14. Alignment counts from the start of the stub, so the span must be the whole stub.</remarks>
ref struct NdrReader(ReadOnlySpan<byte> stub)
{
    readonly ReadOnlySpan<byte> _stub = stub;

    /// <summary>The offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>How many bytes there are in all.</summary>
    public readonly int Length => _stub.Length;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _stub.Length - Position;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16()
    {
        Align(2);
        return BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
    }

    public uint ReadUInt32()
    {
        Align(4);
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    }

    public int ReadInt32()
    {
        Align(4);
        return BinaryPrimitives.ReadInt32LittleEndian(Take(4));
    }

    public ulong ReadUInt64()
    {
        Align(8);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    public Guid ReadGuid()
    {
        Align(4);
        return new Guid(Take(16));
    }

    /// <summary>Reads a referent identifier and tells whether something follows behind the enclosing structure.</summary>
    public bool ReadPointer() => ReadUInt32() != 0;

    /// <summary>Reads a u32 that can only have one value.</summary>
    public void ExpectUInt32(uint expected, string what)
    {
        var found = ReadUInt32();
        if (found != expected)
            NdrException.ThrowUnexpected(what, expected, found);
    }

    /// <summary>Reads the max_count of a conformant array and checks that so many elements are possible.</summary>
    /// <param name="elementSize">The least number of bytes that one element takes.</param>
    /// <param name="limit">Our own limit.</param>
    /// <param name="what">The elements, for the error.</param>
    public int ReadCount(int elementSize, int limit, string what) => CheckCount(ReadUInt32(), elementSize, limit, what);

    /// <summary>Checks a count that was read elsewhere, as <see cref="ReadCount"/> does.</summary>
    public readonly int CheckCount(uint count, int elementSize, int limit, string what)
    {
        if (count > (uint)limit || (long)count * elementSize > Left)
            NdrException.ThrowTooMany(what, count, limit);
        return (int)count;
    }

    /// <summary>Reads so many bytes as they are.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>Reads a conformant varying string of UTF-16 with its terminating NUL.</summary>
    /// <param name="maxLength">The most characters that are believed, without the NUL.</param>
    /// <param name="what">The string, for the error.</param>
    public string ReadString(int maxLength, string what)
    {
        var max = ReadUInt32();
        ExpectUInt32(0, $"the offset of {what}");
        var actual = ReadUInt32();
        if (actual > max)
            NdrException.ThrowTooMany($"characters of {what}", actual, max);

        var characters = CheckCount(actual, 2, maxLength + 1, $"characters of {what}");
        var text = Encoding.Unicode.GetString(Take(characters * 2));
        return text.TrimEnd('\0');
    }

    /// <summary>Skips to the next multiple of <paramref name="boundary"/>.</summary>
    public void Align(int boundary)
    {
        var gap = -Position & (boundary - 1);
        if (gap != 0)
            Take(gap);
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
            NdrException.ThrowTruncated(Position, count, _stub.Length);

        var taken = _stub.Slice(Position, count);
        Position += count;
        return taken;
    }
}
