using System.Buffers.Binary;

namespace Skybridge.Drsr.Rpc;

/// <summary>The kinds of connection-oriented PDU that a client meets.</summary>
/// <remarks>[C706] 12.6.4, [MS-RPCE] PDU types.</remarks>
enum PduType : byte
{
    Request = 0,
    Response = 2,
    Fault = 3,
    Bind = 11,
    BindAck = 12,
    BindNak = 13,
    AlterContext = 14,
    AlterContextResponse = 15,
}

/// <summary>Flags of a PDU.</summary>
/// <remarks>[C706] pfc_flags. Bit 4 asks for header signing in bind-type PDUs ([MS-RPCE] PFC_SUPPORT_HEADER_SIGN).</remarks>
[Flags]
enum PduFlags : byte
{
    None = 0,
    First = 1,
    Last = 2,
    HeaderSigning = 4,
}

/// <summary>The sixteen bytes that every PDU begins with.</summary>
/// <remarks>[C706] common fields: version 5.0, type, flags, data representation (little-endian), fragment length, authentication length, call.</remarks>
readonly record struct PduHeader(PduType Type, PduFlags Flags, ushort FragmentLength, ushort AuthLength, uint CallId)
{
    public const int Size = 16;

    /// <summary>The largest fragment that we announce and believe.</summary>
    public const int MaxFragment = 5840;

    /// <summary>The length of sec_trailer, which stands before the authentication token.</summary>
    public const int TrailerSize = 8;

    const uint LittleEndianAscii = 0x00000010;

    public static PduHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != 5 || bytes[1] != 0)
            throw new RpcProtocolException($"The peer speaks version {bytes[0]}.{bytes[1]} of something, not of connection-oriented RPC (5.0).");
        if ((BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) & 0xffff) != LittleEndianAscii)
            throw new RpcProtocolException("The peer answers in a data representation other than little-endian ASCII.");

        var header = new PduHeader(
            (PduType)bytes[2],
            (PduFlags)bytes[3],
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        var needed = Size + (header.AuthLength == 0 ? 0 : TrailerSize + header.AuthLength);
        return header.FragmentLength <= MaxFragment && header.FragmentLength >= needed
            ? header
            : throw new RpcProtocolException($"A PDU claims {header.FragmentLength} bytes with {header.AuthLength} of authentication.");
    }

    public void Write(Span<byte> bytes)
    {
        bytes[0] = 5;
        bytes[1] = 0;
        bytes[2] = (byte)Type;
        bytes[3] = (byte)Flags;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], LittleEndianAscii);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], FragmentLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], AuthLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], CallId);
    }
}
