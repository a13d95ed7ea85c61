namespace Skybridge.Drsr.Security;

/// <summary>One authenticated conversation whose messages are sealed as wholes, as SASL does it.</summary>
/// <remarks>[RFC 4752] over [RFC 4121] wrap tokens. One thread at a time; whoever receives one disposes it. Any failure ends it.</remarks>
interface IMessageSecurity : IDisposable
{
    /// <summary>The first token for the server.</summary>
    ReadOnlyMemory<byte> InitialToken { get; }

    /// <summary>Takes the server's answer to <see cref="InitialToken"/>: from here on the server is who it says.</summary>
    /// <returns>What is to be sent next; empty when there is nothing to say.</returns>
    /// <exception cref="KerberosException">The server did not prove itself, or agreed to too little.</exception>
    ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> serverToken);

    /// <summary>Protects a message: encrypted too, unless only <paramref name="signOnly"/>.</summary>
    byte[] Wrap(ReadOnlySpan<byte> message, bool signOnly = false);

    /// <summary>Checks a message, and decrypts it.</summary>
    /// <param name="wrapped">As it came.</param>
    /// <param name="wantsSealed">Whether one that was only signed is refused.</param>
    /// <exception cref="KerberosException">Something was changed, repeated or left out.</exception>
    byte[] Unwrap(ReadOnlySpan<byte> wrapped, bool wantsSealed = true);
}
