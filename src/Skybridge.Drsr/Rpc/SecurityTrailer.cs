using System.Buffers.Binary;

namespace Skybridge.Drsr.Rpc;

/// <summary>What stands between the body and the authentication token of a protected PDU.</summary>
/// <remarks>[MS-RPCE] sec_trailer: type, level, pad length, reserved, context.</remarks>
readonly record struct SecurityTrailer(byte Type, byte Level, byte PadLength, uint ContextId)
{
    /// <summary>RPC_C_AUTHN_LEVEL_PKT_PRIVACY: signed and encrypted. Nothing less is spoken here.</summary>
    public const byte PacketPrivacy = 6;

    public static SecurityTrailer Read(ReadOnlySpan<byte> bytes) =>
        new(bytes[0], bytes[1], bytes[2], BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));

    public void Write(Span<byte> bytes)
    {
        bytes[0] = Type;
        bytes[1] = Level;
        bytes[2] = PadLength;
        bytes[3] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], ContextId);
    }
}
