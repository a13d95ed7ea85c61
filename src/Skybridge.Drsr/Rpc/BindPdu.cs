using System.Buffers.Binary;

namespace Skybridge.Drsr.Rpc;

/// <summary>Asks for an interface, with the first or the last token of the authentication.</summary>
/// <remarks>
/// [C706] rpcconn_bind_hdr_t and rpcconn_alter_context_hdr_t. One presentation context with one transfer syntax:
/// <code>header 16 | max_xmit u16 | max_recv u16 | assoc_group u32 | n_ctx u8 0 u8 0 u16 |
/// ctx_id u16 | n_syntaxes u8 0 u8 | interface uuid 16 major u16 minor u16 | NDR uuid 16 version u32 | sec_trailer 8 | token</code>
/// </remarks>
static class BindPdu
{
    const int BodySize = 12 + 4 + 20 + 20;

    public static byte[] Create(PduType type, uint callId, uint associationGroup, RpcInterface target, SecurityTrailer? trailer, ReadOnlySpan<byte> token)
    {
        var trailerSize = trailer is null ? 0 : PduHeader.TrailerSize + token.Length;
        var pdu = new byte[PduHeader.Size + BodySize + trailerSize];
        if (pdu.Length > PduHeader.MaxFragment)
            throw new RpcProtocolException($"The authentication token of {token.Length} bytes does not fit a PDU.");

        var flags = PduFlags.First | PduFlags.Last | (trailer is null ? PduFlags.None : PduFlags.HeaderSigning);
        new PduHeader(type, flags, (ushort)pdu.Length, (ushort)token.Length, callId).Write(pdu);

        var body = pdu.AsSpan(PduHeader.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(body, PduHeader.MaxFragment);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], PduHeader.MaxFragment);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], associationGroup);
        body[8] = 1;
        body[14] = 1;
        WriteSyntax(body[16..], target);
        WriteSyntax(body[36..], RpcInterface.Ndr);
        if (trailer is { } present)
        {
            present.Write(body[BodySize..]);
            token.CopyTo(body[(BodySize + PduHeader.TrailerSize)..]);
        }

        return pdu;
    }

    static void WriteSyntax(Span<byte> bytes, RpcInterface syntax)
    {
        syntax.Id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], syntax.Major);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[18..], syntax.Minor);
    }
}
