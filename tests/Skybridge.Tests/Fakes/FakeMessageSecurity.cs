using System.Security.Cryptography;
using Skybridge.Drsr.Security;

namespace Skybridge.Tests.Fakes;

/// <summary>One end of a made-up security layer: it marks what is sealed, so that a test sees what went in the clear.</summary>
sealed class FakeMessageSecurity : IMessageSecurity
{
    const byte Sealed = 0xee;

    public bool IsDisposed { get; private set; }

    public ReadOnlyMemory<byte> InitialToken => "hello"u8.ToArray();

    public ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> serverToken) => Array.Empty<byte>();

    public byte[] Wrap(ReadOnlySpan<byte> message, bool signOnly = false) => [signOnly ? (byte)0 : Sealed, .. message];

    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, bool wantsSealed = true) =>
        wrapped.Length > 0 && (!wantsSealed || wrapped[0] == Sealed) ? wrapped[1..].ToArray() : throw new CryptographicException("Not sealed.");

    public void Dispose() => IsDisposed = true;
}
