using System.Buffers.Binary;
using System.Security.Cryptography;
using Skybridge.Cryptography;

namespace Skybridge.Drsr.Secrets;

/// <summary>Opens replicated secrets with the session key of the connection that they came over.</summary>
/// <remarks>
/// [MS-DRSR] ENCRYPTED_PAYLOAD:
/// <code>salt 16 | RC4(MD5(session key | salt), crc32 u32 | data)</code>
/// The CRC tells whether the key was the right one. An NT hash inside is still tied to the account's RID ([MS-SAMR]).
/// </remarks>
sealed class SecretDecryptor(SecretBytes sessionKey) : IDisposable
{
    const int SaltSize = 16;
    const int ChecksumSize = 4;
    const int PayloadSize = SaltSize + ChecksumSize + NtHash.Size;

    /// <summary>Opens an NT hash.</summary>
    /// <param name="payload">The attribute's value.</param>
    /// <param name="rid">The account's relative identifier.</param>
    /// <param name="hash">Receives the 16 bytes; the caller wipes them.</param>
    /// <exception cref="SecretException">The payload is malformed, or the checksum does not fit.</exception>
    public void DecryptNtHash(ReadOnlySpan<byte> payload, uint rid, Span<byte> hash)
    {
        if (payload.Length != PayloadSize)
            throw new SecretException($"A replicated NT hash has {PayloadSize} bytes, not {payload.Length}.");

        Span<byte> data = stackalloc byte[ChecksumSize + NtHash.Size];
        Span<byte> key = stackalloc byte[MD5.HashSizeInBytes];
        try
        {
            DeriveKey(payload[..SaltSize], key);
            payload[SaltSize..].CopyTo(data);
            Rc4.Transform(key, data);
            if (Crc32.Compute(data[ChecksumSize..]) != BinaryPrimitives.ReadUInt32LittleEndian(data))
                throw new SecretException("A replicated secret does not open with the session key: its checksum is wrong.");

            RidEncryption.Decrypt(rid, data[ChecksumSize..], hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public void Dispose() => sessionKey.Dispose();

    void DeriveKey(ReadOnlySpan<byte> salt, Span<byte> key)
    {
        Span<byte> input = stackalloc byte[64 + SaltSize];
        input = input[..(sessionKey.Length + SaltSize)];
        sessionKey.Span.CopyTo(input);
        salt.CopyTo(input[sessionKey.Length..]);
        MD5.HashData(input, key);
        CryptographicOperations.ZeroMemory(input);
    }
}
