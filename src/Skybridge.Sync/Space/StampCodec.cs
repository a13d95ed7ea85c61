using System.Buffers.Binary;
using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <summary>The stored form of stamps and versions.</summary>
/// <remarks>A stamp: <c>version u32 | seconds since 1970 i64 | invocationId 16 | usn i64</c>. A version: <c>epoch i32 | stamp | stamp</c>.</remarks>
static class StampCodec
{
    const int StampSize = 36;

    public static byte[] Encode(AttributeStamp stamp)
    {
        var bytes = new byte[StampSize];
        Write(bytes, stamp);
        return bytes;
    }

    public static byte[] Encode(PasswordVersion version)
    {
        var bytes = new byte[4 + (2 * StampSize)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, version.Epoch);
        Write(bytes.AsSpan(4), version.Password);
        Write(bytes.AsSpan(4 + StampSize), version.LastSet);
        return bytes;
    }

    public static AttributeStamp DecodeStamp(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(bytes[4..])),
        new Guid(bytes.Slice(12, 16)),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]));

    public static PasswordVersion DecodeVersion(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(bytes), DecodeStamp(bytes[4..]), DecodeStamp(bytes[(4 + StampSize)..]));

    static void Write(Span<byte> bytes, AttributeStamp stamp)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, stamp.Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], stamp.Time.ToUnixTimeSeconds());
        stamp.InvocationId.TryWriteBytes(bytes[12..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[28..], stamp.Usn);
    }
}
