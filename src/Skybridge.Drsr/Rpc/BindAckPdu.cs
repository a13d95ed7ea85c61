using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Rpc;

/// <summary>The server's answer to a bind or an alter_context.</summary>
/// <remarks>
/// [C706] rpcconn_bind_ack_hdr_t:
/// <code>header 16 | max_xmit u16 | max_recv u16 | assoc_group u32 | sec_addr_len u16 sec_addr[] | pad to 4 |
/// n_results u8 0 u8 0 u16 | { result u16 | reason u16 | syntax 20 } | sec_trailer 8 | token</code>
/// An alter_context_resp has an empty secondary address, and an authentication length of 0 although a trailer may still follow.
/// </remarks>
readonly record struct BindAckPdu(ushort MaxReceive, uint AssociationGroup, int Result, int Reason)
{
    public static BindAckPdu Read(ReadOnlySpan<byte> pdu)
    {
        var reader = new NdrReader(pdu);
        reader.ReadBytes(PduHeader.Size);
        reader.ReadUInt16();
        var maxReceive = reader.ReadUInt16();
        var group = reader.ReadUInt32();
        reader.ReadBytes(reader.ReadUInt16());
        reader.Align(4);
        if (reader.ReadByte() != 1)
            throw new RpcProtocolException("A bind answer has a number of results other than the one context that was offered.");

        reader.ReadBytes(3);
        return new BindAckPdu(maxReceive, group, reader.ReadUInt16(), reader.ReadUInt16());
    }

    /// <summary>The reason in a bind_nak.</summary>
    public static int ReadRejection(ReadOnlySpan<byte> pdu) =>
        pdu.Length >= PduHeader.Size + 2 ? BinaryPrimitives.ReadUInt16LittleEndian(pdu[PduHeader.Size..]) : 0;
}
