using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;

namespace Skybridge.Ldap.Protocol;

/// <summary>Whole messages over a stream; sealed once there is a security layer.</summary>
/// <remarks>[RFC 4752]: <code>length u32 big-endian | wrap token</code>. One thread at a time. After any exception it is of no use.</remarks>
sealed class LdapChannel(Stream stream, string endpoint, RpcOptions options) : IAsyncDisposable
{
    const int MaxMessage = 16 * 1024 * 1024;

    byte[] _received = [];
    IMessageSecurity? _security;
    int _maxSend = MaxMessage;

    public string Endpoint => endpoint;

    /// <summary>Everything is sealed from here on.</summary>
    public void Seal(IMessageSecurity security, int maxSend) => (_security, _maxSend) = (security, maxSend);

    /// <summary>Sends a message, and wipes it.</summary>
    public async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        var bytes = message;
        if (_security is not null)
        {
            var token = _security.Wrap(message);
            if (token.Length > _maxSend)
                throw new RpcProtocolException($"{endpoint} takes no message of {token.Length} bytes.");
            bytes = new byte[4 + token.Length];
            BinaryPrimitives.WriteInt32BigEndian(bytes, token.Length);
            token.CopyTo(bytes, 4);
            CryptographicOperations.ZeroMemory(message);
        }

        await GuardAsync(token => stream.WriteAsync(bytes, token).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next message.</summary>
    public async Task<LdapReply> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (TryTake() is { } message)
                    return LdapReply.Read(message);
                Append(_security is null ? await ReadSomeAsync(cancellationToken).ConfigureAwait(false) : await ReadSealedAsync(_security, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (AsnContentException error)
        {
            throw new RpcProtocolException($"{endpoint} answers with something that is not LDAP: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _security?.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    byte[]? TryTake()
    {
        if (_received.Length < 2 || !AsnDecoder.TryReadEncodedValue(_received, AsnEncodingRules.BER, out _, out _, out _, out var length))
            return null;

        var message = _received[..length];
        _received = _received[length..];
        return message;
    }

    void Append(ReadOnlySpan<byte> more)
    {
        if (_received.Length + more.Length > MaxMessage)
            throw new RpcProtocolException($"{endpoint} sends a message of more than {MaxMessage} bytes.");
        _received = [.. _received, .. more];
    }

    async Task<byte[]> ReadSomeAsync(CancellationToken cancellationToken)
    {
        var chunk = new byte[16 * 1024];
        var count = 0;
        await GuardAsync(async token => count = await stream.ReadAsync(chunk, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return count > 0 ? chunk[..count] : throw Closed(null);
    }

    async Task<byte[]> ReadSealedAsync(IMessageSecurity security, CancellationToken cancellationToken)
    {
        var prefix = new byte[4];
        await GuardAsync(token => stream.ReadExactlyAsync(prefix, token).AsTask(), cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is <= 0 or > MaxMessage)
            throw new RpcProtocolException($"{endpoint} announces a message of {(uint)length} bytes.");

        var wrapped = new byte[length];
        await GuardAsync(token => stream.ReadExactlyAsync(wrapped, token).AsTask(), cancellationToken).ConfigureAwait(false);
        return security.Unwrap(wrapped);
    }

    async Task GuardAsync(Func<CancellationToken, Task> exchange, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.CallTimeout, options.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await exchange(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTransportException(
                endpoint, TransportStep.Exchange, $"{endpoint} did not answer within {options.CallTimeout.TotalSeconds:0.#} s.", isTimeout: true, error);
        }
        catch (IOException error)
        {
            throw Closed(error);
        }
    }

    RpcTransportException Closed(IOException? error) =>
        new(endpoint, TransportStep.Exchange, $"{endpoint} closed the connection instead of answering.", innerException: error);
}
