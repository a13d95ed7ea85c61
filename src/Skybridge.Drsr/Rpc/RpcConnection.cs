using System.Buffers.Binary;
using Skybridge.Drsr.Security;

namespace Skybridge.Drsr.Rpc;

/// <summary>One bound RPC connection: one call at a time, each request and answer in as many fragments as it takes.</summary>
/// <remarks>
/// [C706] chapter 12, [MS-RPCE]. With a security context every fragment is signed (its header included) and encrypted; a server that
/// does not agree to sign headers is refused, since whoever sits in between could then cut answers short. After any exception the
/// connection is of no use: dispose it.
/// </remarks>
sealed partial class RpcConnection : IAsyncDisposable
{
    const int RequestHeaderSize = PduHeader.Size + 8;
    const int StubAlignment = 16;
    const uint AuthContextId = 1;

    readonly PduChannel _channel;
    readonly RpcOptions _options;
    readonly ISecurityContext? _security;
    readonly byte[] _request = GC.AllocateUninitializedArray<byte>(PduHeader.MaxFragment, pinned: true);
    int _maxFragment = PduHeader.MaxFragment;
    uint _callId;
    int _busy;

    RpcConnection(PduChannel channel, RpcOptions options, ISecurityContext? security)
    {
        _channel = channel;
        _options = options;
        _security = security;
    }

    /// <summary>Whom we talk to, as <c>host:port</c>.</summary>
    public string Endpoint => _channel.Endpoint;

    /// <summary>Calls an operation and gives the whole stub of its answer.</summary>
    /// <param name="operation">The operation number.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="stub">The request.</param>
    /// <param name="cancellationToken">Ends the wait at once; the connection is of no use then.</param>
    public async Task<RpcReply> CallAsync(ushort operation, string name, ReadOnlyMemory<byte> stub, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("An RPC connection carries one call at a time, and none after one that failed.");

        _callId++;
        var sent = 0;
        do
        {
            var part = Math.Min(stub.Length - sent, MaxRequestPart);
            var length = WriteRequest(operation, stub.Span.Slice(sent, part), sent == 0, sent + part == stub.Length, stub.Length - sent);
            await _channel.SendAsync(_request.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            sent += part;
        }
        while (sent < stub.Length);

        var reply = new RpcReply(_options.MaxReply, _options.Pool);
        try
        {
            await ReceiveAsync(reply, name, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _busy, 0);
            return reply;
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(_request);
        _security?.Dispose();
        await _channel.DisposeAsync().ConfigureAwait(false);
    }

    int MaxRequestPart => _security is null
        ? _maxFragment - RequestHeaderSize
        : (_maxFragment - RequestHeaderSize - PduHeader.TrailerSize - _security.TokenSize) & ~(StubAlignment - 1);

    async Task ReceiveAsync(RpcReply reply, string name, CancellationToken cancellationToken)
    {
        for (var first = true; ; first = false)
        {
            var header = await _channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (header.CallId != _callId)
                throw new RpcProtocolException($"{Endpoint} answers call {header.CallId} while call {_callId} is open.");
            if (header.Type == PduType.Fault)
                throw new RpcFaultException(ReadFault(_channel.Received.Span), name);
            if (header.Type != PduType.Response)
                throw new RpcProtocolException($"{Endpoint} answers {name} with a PDU of type {(byte)header.Type}.");
            if (header.Flags.HasFlag(PduFlags.First) != first)
                throw new RpcProtocolException($"{Endpoint} sends the fragments of {name} out of order.");

            TakeFragment(header, reply);
            if (header.Flags.HasFlag(PduFlags.Last))
                return;
        }
    }

    static uint ReadFault(ReadOnlySpan<byte> pdu) =>
        pdu.Length >= RequestHeaderSize + 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(pdu[RequestHeaderSize..])
            : throw new RpcProtocolException("A fault PDU ends before its status.");
}
