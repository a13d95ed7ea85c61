using Skybridge.Cryptography;

namespace Skybridge.Drsr.Security;

/// <summary>One authenticated conversation with one server: tokens to establish it, then seal, unseal and a session key.</summary>
/// <remarks>
/// It knows nothing of RPC but byte ranges. One thread at a time; whoever receives one disposes it. Any failure ends it: sequence
/// numbers are out of step from then on.
/// </remarks>
interface ISecurityContext : IDisposable
{
    /// <summary>The authentication type that RPC names it by.</summary>
    /// <remarks>[MS-RPCE] Security Providers; 16 is Kerberos.</remarks>
    byte AuthenticationType { get; }

    /// <summary>The first token, for the bind.</summary>
    ReadOnlyMemory<byte> InitialToken { get; }

    /// <summary>The length of the token that <see cref="Seal"/> writes, constant once established.</summary>
    int TokenSize { get; }

    /// <summary>Takes the server's answer to <see cref="InitialToken"/> and gives the closing token.</summary>
    /// <exception cref="KerberosException">The server did not prove itself, or the result is weaker than we insist on.</exception>
    ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> serverToken);

    /// <summary>Encrypts the body in place and writes the token that protects body, header and trailer.</summary>
    void Seal(SealedRange range);

    /// <summary>Checks the token over body, header and trailer and decrypts the body in place.</summary>
    /// <exception cref="KerberosException">Something was changed, repeated, or left out.</exception>
    void Unseal(SealedRange range);

    /// <summary>A copy of the key that replicated secrets are wrapped with.</summary>
    SecretBytes CopySessionKey();
}

/// <summary>The four neighbouring ranges of a protected message.</summary>
readonly ref struct SealedRange
{
    /// <summary>Cuts a message at the places that matter.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="bodyStart">Where the body begins; before it stands the header.</param>
    /// <param name="trailerStart">Where the trailer begins.</param>
    /// <param name="tokenStart">Where the token begins.</param>
    public SealedRange(Span<byte> message, int bodyStart, int trailerStart, int tokenStart)
    {
        Header = message[..bodyStart];
        Body = message[bodyStart..trailerStart];
        Trailer = message[trailerStart..tokenStart];
        Token = message[tokenStart..];
    }

    /// <summary>Signed only.</summary>
    public Span<byte> Header { get; }

    /// <summary>Signed and encrypted, in place.</summary>
    public Span<byte> Body { get; }

    /// <summary>Signed only.</summary>
    public Span<byte> Trailer { get; }

    /// <summary>The token.</summary>
    public Span<byte> Token { get; }
}
