using System.Buffers.Binary;
using System.Security.Cryptography;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Fakes;

/// <summary>
/// Both ends of a made-up mechanism that protects as Kerberos does: three legs, mutual proof, encryption, and sequence numbers, so that a
/// flipped bit, a repeated, a missing or a late message is noticed.
/// </summary>
/// <remarks>
/// Client: nonce. Server: nonce | HMAC. Client: HMAC. Then AES-GCM over the body with header and trailer as associated data; the token is
/// <code>sequence u64 | tag 16</code>
/// </remarks>
sealed class FakeSecurityContext : ISecurityContext
{
    public const byte FakeType = 16;

    const int NonceSize = 32;
    const int TagSize = 16;

    static readonly byte[] Realm = "the key that the realm shares with both"u8.ToArray();

    readonly byte[] _secret;
    readonly byte[] _nonce;
    readonly bool _isServer;
    byte[] _transcript = [];
    AesGcm? _aes;
    ulong _sent;
    ulong _received;
    bool _broken;

    FakeSecurityContext(bool isServer, byte[]? nonce, byte[]? secret)
    {
        _isServer = isServer;
        _secret = secret ?? Realm;
        _nonce = nonce ?? RandomNumberGenerator.GetBytes(NonceSize);
    }

    /// <summary>The end that begins.</summary>
    /// <param name="nonce">For a conversation that can be recorded and repeated; random otherwise.</param>
    public static FakeSecurityContext Client(byte[]? nonce = null) => new(isServer: false, nonce, null);

    /// <summary>The end that answers.</summary>
    /// <param name="nonce">As for <see cref="Client"/>.</param>
    /// <param name="secret">Another one than the realm's, for a server that cannot prove itself.</param>
    public static FakeSecurityContext Server(byte[]? nonce = null, byte[]? secret = null) => new(isServer: true, nonce, secret);

    public byte AuthenticationType => FakeType;

    public ReadOnlyMemory<byte> InitialToken => _nonce;

    public int TokenSize => sizeof(ulong) + TagSize;

    public bool IsDisposed { get; private set; }

    /// <summary>How many times <see cref="Complete"/> was asked, with whatever result.</summary>
    public int Completions { get; private set; }

    public ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> serverToken)
    {
        Completions++;
        if (serverToken.Length != NonceSize + HMACSHA256.HashSizeInBytes)
            throw new KerberosException(KerberosFailure.ServerNotTrusted, "The server sent no proof.");

        Establish([.. _nonce, .. serverToken[..NonceSize]]);
        return CryptographicOperations.FixedTimeEquals(serverToken[NonceSize..], Derive("server"))
            ? Derive("client")
            : throw new KerberosException(KerberosFailure.ServerNotTrusted, "The server's proof is wrong.");
    }

    /// <summary>The server's first step: takes the client's first token and gives its own.</summary>
    public byte[] Accept(ReadOnlySpan<byte> clientToken)
    {
        Establish([.. clientToken, .. _nonce]);
        return [.. _nonce, .. Derive("server")];
    }

    /// <summary>The server's second step.</summary>
    public void Finish(ReadOnlySpan<byte> clientProof)
    {
        if (!CryptographicOperations.FixedTimeEquals(clientProof, Derive("client")))
            throw new CryptographicException("The client's proof is wrong.");
    }

    public void Seal(SealedRange range)
    {
        var nonce = Nonce(_isServer, _sent);
        BinaryPrimitives.WriteUInt64BigEndian(range.Token, _sent++);
        Established().Encrypt(nonce, range.Body, range.Body, range.Token[sizeof(ulong)..], [.. range.Header, .. range.Trailer]);
    }

    public void Unseal(SealedRange range)
    {
        try
        {
            if (range.Token.Length != TokenSize || BinaryPrimitives.ReadUInt64BigEndian(range.Token) != _received)
                throw new CryptographicException("The token is out of sequence.");

            var nonce = Nonce(!_isServer, _received++);
            Established().Decrypt(nonce, range.Body, range.Token[sizeof(ulong)..], range.Body, [.. range.Header, .. range.Trailer]);
        }
        catch (CryptographicException error)
        {
            _broken = true;
            throw new KerberosException(KerberosFailure.MessageTampered, "A message was changed, repeated or left out on its way.", 0, error);
        }
    }

    public SecretBytes CopySessionKey() => new(Derive("session"));

    public void Dispose()
    {
        IsDisposed = true;
        _aes?.Dispose();
    }

    void Establish(byte[] transcript)
    {
        _transcript = transcript;
        _aes = new AesGcm(Derive("seal"), TagSize);
    }

    AesGcm Established()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _broken || _aes is null ? throw new InvalidOperationException("The context is not established, or broken.") : _aes;
    }

    byte[] Derive(string purpose) => HMACSHA256.HashData(_secret, (byte[])[.. System.Text.Encoding.ASCII.GetBytes(purpose), 0, .. _transcript]);

    static byte[] Nonce(bool fromServer, ulong sequence)
    {
        var nonce = new byte[12];
        nonce[0] = fromServer ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), sequence);
        return nonce;
    }
}
