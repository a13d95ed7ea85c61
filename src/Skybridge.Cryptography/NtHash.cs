using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Skybridge.Cryptography;

/// <summary>The NT hash of a password: MD4 of its UTF-16LE form, as good as the password itself inside Active Directory.</summary>
/// <remarks>Whoever receives one disposes it. No serializer and no logger knows this type.</remarks>
public sealed class NtHash : IDisposable
{
    /// <summary>The length of an NT hash in bytes.</summary>
    public const int Size = 16;

    readonly SecretBytes _bytes;

    /// <summary>Copies an existing hash; the caller keeps the duty to wipe the original.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not 16 bytes long.</exception>
    public NtHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != Size)
            throw new ArgumentException($"An NT hash has {Size} bytes, not {hash.Length}.", nameof(hash));

        _bytes = new SecretBytes(hash);
    }

    /// <summary>The 16 bytes, until disposed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Hashes a password that a person typed.</summary>
    public static NtHash FromPassword(ReadOnlySpan<char> password)
    {
        Span<byte> hash = stackalloc byte[Size];
        try
        {
            FromPassword(password, hash);
            return new NtHash(hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(hash);
        }
    }

    /// <summary>Hashes a password into memory that the caller owns and wipes.</summary>
    public static void FromPassword(ReadOnlySpan<char> password, Span<byte> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            Md4.HashData(MemoryMarshal.AsBytes(password), destination);
            return;
        }

        using var text = new SecretBytes(password.Length * 2);
        System.Text.Encoding.Unicode.GetBytes(password, text.Span);
        Md4.HashData(text.Span, destination);
    }

    /// <summary>Wipes the hash.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Never the hash.</summary>
    public override string ToString() => "[NT hash]";
}
