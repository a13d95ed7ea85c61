using System.Buffers.Binary;
using Skybridge.Drsr.Security;

namespace Skybridge.Drsr.Rpc;

/// <content>
/// The layout of request and response fragments:
/// <code>header 16 | alloc_hint u32 | ctx_id u16 | opnum or cancel u16 | stub | auth pad to 16 | sec_trailer 8 | token</code>
/// Stub and pad are encrypted; header, trailer and the eight bytes behind the header are signed.
/// </content>
sealed partial class RpcConnection
{
    int WriteRequest(ushort operation, ReadOnlySpan<byte> part, bool first, bool last, int left)
    {
        var pad = _security is null ? 0 : -part.Length & (StubAlignment - 1);
        var trailerStart = RequestHeaderSize + part.Length + pad;
        var tokenStart = trailerStart + (_security is null ? 0 : PduHeader.TrailerSize);
        var length = tokenStart + (_security?.TokenSize ?? 0);

        var pdu = _request.AsSpan(0, length);
        pdu.Clear();
        var flags = (first ? PduFlags.First : PduFlags.None) | (last ? PduFlags.Last : PduFlags.None);
        new PduHeader(PduType.Request, flags, (ushort)length, (ushort)(length - tokenStart), _callId).Write(pdu);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[PduHeader.Size..], (uint)left);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[(PduHeader.Size + 6)..], operation);
        part.CopyTo(pdu[RequestHeaderSize..]);
        if (_security is not null)
        {
            Trailer(_security, (byte)pad).Write(pdu[trailerStart..]);
            _security.Seal(new SealedRange(pdu, RequestHeaderSize, trailerStart, tokenStart));
        }

        return length;
    }

    void TakeFragment(PduHeader header, RpcReply reply)
    {
        var pdu = _channel.Received.Span;
        if (pdu.Length < RequestHeaderSize)
            throw new RpcProtocolException("A response PDU ends before its stub.");

        // The server's hint how much memory to prepare counts only where it is signed.
        var hint = _security is null ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(pdu[PduHeader.Size..]);
        var part = _security is null ? pdu[RequestHeaderSize..] : Unseal(_security, header, pdu);
        if (part.IsEmpty && !header.Flags.HasFlag(PduFlags.Last))
            throw new RpcProtocolException($"{Endpoint} sends an empty fragment: of those, an answer never gets longer than its limit.");

        reply.Append(part, hint);
    }

    ReadOnlySpan<byte> Unseal(ISecurityContext security, PduHeader header, Span<byte> pdu)
    {
        var tokenStart = header.FragmentLength - header.AuthLength;
        var trailerStart = tokenStart - PduHeader.TrailerSize;
        if (header.AuthLength == 0 || trailerStart < RequestHeaderSize)
            throw new RpcProtocolException($"{Endpoint} sends an unprotected fragment on a protected connection.");

        var trailer = SecurityTrailer.Read(pdu[trailerStart..]);
        if (trailer != Trailer(security, trailer.PadLength))
            throw new RpcProtocolException($"{Endpoint} changes authentication type, level or context in the middle of a connection.");

        security.Unseal(new SealedRange(pdu, RequestHeaderSize, trailerStart, tokenStart));
        var stub = trailerStart - RequestHeaderSize - trailer.PadLength;
        return stub >= 0
            ? pdu.Slice(RequestHeaderSize, stub)
            : throw new RpcProtocolException("A fragment has more padding than body.");
    }

    static SecurityTrailer Trailer(ISecurityContext security, byte pad) =>
        new(security.AuthenticationType, SecurityTrailer.PacketPrivacy, pad, AuthContextId);
}
