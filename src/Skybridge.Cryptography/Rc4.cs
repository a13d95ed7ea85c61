using System.Security.Cryptography;

namespace Skybridge.Cryptography;

/// <summary>The RC4 stream cipher, which .NET does not ship and replicated secrets are wrapped in.</summary>
/// <remarks>[MS-DRSR] ENCRYPTED_PAYLOAD. Encryption and decryption are the same.</remarks>
public static class Rc4
{
    /// <summary>Applies the key stream of <paramref name="key"/> to <paramref name="data"/> in place.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty or longer than 256 bytes.</exception>
    public static void Transform(ReadOnlySpan<byte> key, Span<byte> data)
    {
        if (key.Length is 0 or > 256)
            throw new ArgumentException("An RC4 key has 1 to 256 bytes.", nameof(key));

        Span<byte> s = stackalloc byte[256];
        for (var i = 0; i < s.Length; i++)
            s[i] = (byte)i;

        for (int i = 0, j = 0; i < s.Length; i++)
        {
            j = (j + s[i] + key[i % key.Length]) & 0xff;
            (s[i], s[j]) = (s[j], s[i]);
        }

        for (int n = 0, i = 0, j = 0; n < data.Length; n++)
        {
            i = (i + 1) & 0xff;
            j = (j + s[i]) & 0xff;
            (s[i], s[j]) = (s[j], s[i]);
            data[n] ^= s[(s[i] + s[j]) & 0xff];
        }

        CryptographicOperations.ZeroMemory(s);
    }
}
