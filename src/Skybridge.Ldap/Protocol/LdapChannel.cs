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

    // RFC 4511 5.1: an envelope is a sequence, and its length stands at its beginning.
    const byte Envelope = 0x30;
    const int LongLength = 0x80;
    const int MaxLengthBytes = 4;

    byte[] _received = new byte[16 * 1024];
    int _start;
    int _end;
    IMessageSecurity? _security;
    int _maxSend = MaxMessage;

    public string Endpoint => endpoint;

    /// <summary>Everything is sealed from here on.</summary>
    /// <exception cref="RpcProtocolException">Something came in the clear that was not asked for: it would pass for sealed.</exception>
    public void Seal(IMessageSecurity security, int maxSend)
    {
        if (_end > _start)
            throw new RpcProtocolException($"{endpoint} sends {_end - _start} bytes in the clear that nobody asked for.");
        (_security, _maxSend) = (security, maxSend);
    }

    /// <summary>Sends a message, and wipes it.</summary>
    public async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = _security is null ? message : Seal(_security, message);
            await GuardAsync(token => stream.WriteAsync(bytes, token).AsTask(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(message);
        }
    }

    /// <summary>The next message. All of it must come within one time limit: bytes that drip do not prolong it.</summary>
    public async Task<LdapReply> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadOnlyMemory<byte>? message = null;
            await GuardAsync(
                async token =>
                {
                    while ((message = TryTake()) is null)
                        Append(_security is null ? await ReadSomeAsync(token).ConfigureAwait(false) : await ReadSealedAsync(_security, token).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
            return LdapReply.Read(message!.Value);
        }
        catch (AsnContentException error)
        {
            throw NotLdap(error.Message, error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _security?.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    byte[] Seal(IMessageSecurity security, byte[] message)
    {
        var token = security.Wrap(message);
        if (token.Length > _maxSend)
            throw new RpcProtocolException($"{endpoint} takes no message of {token.Length} bytes.");
        var bytes = new byte[4 + token.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, token.Length);
        token.CopyTo(bytes, 4);
        return bytes;
    }

    ReadOnlyMemory<byte>? TryTake()
    {
        if (LengthOf(_received.AsSpan(_start, _end - _start)) is not { } length || length > _end - _start)
            return null;

        var message = _received.AsSpan(_start, length).ToArray();
        _start += length;
        return message;
    }

    // Judged from the first bytes: a wrong one is refused at once, not waited for.
    int? LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] != Envelope)
            throw NotLdap($"it begins with the byte {bytes[0]:x2}.", null);
        if (bytes.Length < 2)
            return null;
        if (bytes[1] < LongLength)
            return 2 + bytes[1];

        var count = bytes[1] - LongLength;
        if (count is 0 or > MaxLengthBytes)
            throw NotLdap("its length is not written as LDAP writes one.", null);
        if (bytes.Length < 2 + count)
            return null;

        var length = 0u;
        foreach (var part in bytes.Slice(2, count))
            length = (length << 8) | part;
        return length <= MaxMessage ? 2 + count + (int)length : throw TooLong(length);
    }

    // Grows by doubling: a long message that comes in small pieces is not copied once for each.
    void Append(ReadOnlySpan<byte> more)
    {
        var held = _end - _start;
        if (_end + more.Length > _received.Length)
        {
            var room = held + more.Length <= _received.Length ? _received : new byte[Math.Max(2 * _received.Length, held + more.Length)];
            _received.AsSpan(_start, held).CopyTo(room);
            (_received, _start, _end) = (room, 0, held);
        }

        more.CopyTo(_received.AsSpan(_end));
        _end += more.Length;
    }

    async Task<byte[]> ReadSomeAsync(CancellationToken cancellationToken)
    {
        var chunk = new byte[16 * 1024];
        var count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
        return count > 0 ? chunk[..count] : throw Closed(null);
    }

    async Task<byte[]> ReadSealedAsync(IMessageSecurity security, CancellationToken cancellationToken)
    {
        var prefix = new byte[4];
        await stream.ReadExactlyAsync(prefix, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length is 0 or > MaxMessage)
            throw TooLong(length);

        var wrapped = new byte[length];
        await stream.ReadExactlyAsync(wrapped, cancellationToken).ConfigureAwait(false);
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

    RpcProtocolException NotLdap(string why, Exception? error) => new($"{endpoint} answers with something that is not LDAP: {why}", error);

    RpcProtocolException TooLong(uint length) => new($"{endpoint} announces a message of {length} bytes.");

    RpcTransportException Closed(IOException? error) =>
        new(endpoint, TransportStep.Exchange, $"{endpoint} closed the connection instead of answering.", innerException: error);
}
