using Skybridge.Drsr.Security;

namespace Skybridge.Drsr.Rpc;

/// <content>
/// Binding. With Kerberos three legs ([MS-KILE] DCE-style): bind carries AP-REQ, bind_ack AP-REP, alter_context our own AP-REP;
/// the alter_context_resp then comes without a token.
/// </content>
sealed partial class RpcConnection
{
    // Smaller is not negotiated by any server we know and would make fragments of almost nothing but token.
    const int MinFragment = 1024;

    /// <summary>Takes over a stream and binds it. The stream and the security context belong to the connection then, also when binding fails.</summary>
    public static async Task<RpcConnection> BindAsync(
        Stream stream, string endpoint, RpcInterface target, ISecurityContext? security, RpcOptions options, CancellationToken cancellationToken)
    {
        var connection = new RpcConnection(new PduChannel(stream, endpoint, options), options, security);
        try
        {
            await connection.BindAsync(target, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    async Task BindAsync(RpcInterface target, CancellationToken cancellationToken)
    {
        _callId++;
        SecurityTrailer? trailer = _security is null ? null : Trailer(_security, 0);
        var bind = BindPdu.Create(PduType.Bind, _callId, 0, target, trailer, _security is null ? default : _security.InitialToken.Span);
        var (header, answer) = await ExchangeAsync(bind, PduType.BindAck, cancellationToken).ConfigureAwait(false);

        _maxFragment = Math.Min((int)answer.MaxReceive, PduHeader.MaxFragment);
        if (_maxFragment < MinFragment)
            throw new RpcProtocolException($"{Endpoint} takes fragments of {answer.MaxReceive} bytes only.");
        if (_security is null)
            return;

        if (!header.Flags.HasFlag(PduFlags.HeaderSigning))
            throw new RpcProtocolException($"{Endpoint} does not sign PDU headers; without that, answers could be cut short unnoticed.");

        var closing = _security.Complete(Token(_security, header));
        var alter = BindPdu.Create(PduType.AlterContext, _callId, answer.AssociationGroup, target, trailer, closing.Span);
        await ExchangeAsync(alter, PduType.AlterContextResponse, cancellationToken).ConfigureAwait(false);
    }

    ReadOnlySpan<byte> Token(ISecurityContext security, PduHeader header)
    {
        if (header.AuthLength == 0)
            throw new RpcProtocolException($"{Endpoint} answers a bind without authentication.");

        var pdu = _channel.Received.Span;
        var tokenStart = header.FragmentLength - header.AuthLength;
        var trailer = SecurityTrailer.Read(pdu[(tokenStart - PduHeader.TrailerSize)..]);
        return trailer == Trailer(security, trailer.PadLength)
            ? pdu[tokenStart..]
            : throw new RpcProtocolException($"{Endpoint} answers a bind with another authentication type, level or context.");
    }

    async Task<(PduHeader Header, BindAckPdu Answer)> ExchangeAsync(byte[] pdu, PduType expected, CancellationToken cancellationToken)
    {
        await _channel.SendAsync(pdu, cancellationToken).ConfigureAwait(false);
        var header = await _channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (header.Type == PduType.BindNak)
            throw new RpcBindException(Endpoint, -1, BindAckPdu.ReadRejection(_channel.Received.Span));
        if (header.Type == PduType.Fault)
            throw new RpcFaultException(ReadFault(_channel.Received.Span), "Authentication");
        if (header.Type != expected || header.CallId != _callId)
            throw new RpcProtocolException($"{Endpoint} answers a bind with a PDU of type {(byte)header.Type}.");

        var answer = BindAckPdu.Read(_channel.Received.Span);
        return answer.Result == 0 ? (header, answer) : throw new RpcBindException(Endpoint, answer.Result, answer.Reason);
    }
}
