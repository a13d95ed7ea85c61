using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Skybridge.Drsr.Ndr;

/// <summary>Writes one stub of little-endian NDR 2.0.</summary>
/// <remarks>[C706] chapter 14. Referents are written by the caller, behind the structure that holds their pointers.</remarks>
sealed class NdrWriter
{
    const uint FirstReferent = 0x00020000;

    readonly ArrayBufferWriter<byte> _buffer = new(256);
    uint _nextReferent = FirstReferent;

    /// <summary>What was written so far.</summary>
    public ReadOnlyMemory<byte> Stub => _buffer.WrittenMemory;

    public NdrWriter WriteByte(byte value)
    {
        _buffer.Write([value]);
        return this;
    }

    public NdrWriter WriteUInt16(ushort value)
    {
        Align(2);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
        return this;
    }

    public NdrWriter WriteUInt32(uint value)
    {
        Align(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public NdrWriter WriteUInt64(ulong value)
    {
        Align(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public NdrWriter WriteGuid(Guid value)
    {
        Align(4);
        value.TryWriteBytes(_buffer.GetSpan(16));
        _buffer.Advance(16);
        return this;
    }

    /// <summary>Writes a referent identifier: zero when there is nothing, a fresh one when the referent will follow.</summary>
    public NdrWriter WritePointer(bool present)
    {
        WriteUInt32(present ? _nextReferent : 0);
        if (present)
            _nextReferent += 4;
        return this;
    }

    public NdrWriter WriteBytes(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }

    /// <summary>Writes a conformant varying string of UTF-16 with its terminating NUL.</summary>
    public NdrWriter WriteString(string text)
    {
        var count = (uint)text.Length + 1;
        WriteUInt32(count).WriteUInt32(0).WriteUInt32(count);
        Encoding.Unicode.GetBytes(text, _buffer);
        return WriteBytes([0, 0]);
    }

    public NdrWriter Align(int boundary)
    {
        var gap = -_buffer.WrittenCount & (boundary - 1);
        if (gap != 0)
        {
            _buffer.GetSpan(gap)[..gap].Clear();
            _buffer.Advance(gap);
        }

        return this;
    }
}
