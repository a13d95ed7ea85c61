using System.Security.Cryptography;
using System.Text;

namespace Skybridge.Cloud.Home;

/// <summary>Keys for what nodes of one cloud share in their database, made of the one key that each of them has in its home.</summary>
static class SharedSecret
{
    const int Bytes = 32;

    /// <summary>The key for one purpose.</summary>
    public static byte[] For(TokenKeys keys, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Encryption.Key, Bytes, info: Encoding.ASCII.GetBytes($"skybridge {purpose}"));
}
