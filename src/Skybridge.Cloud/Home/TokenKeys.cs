using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>The keys that tokens are signed and encrypted with; they stay with the home.</summary>
sealed record TokenKeys(RsaSecurityKey Signing, SymmetricSecurityKey Encryption)
{
    // RS256 is the one algorithm that every OpenID Connect client must know.
    const int SigningBits = 2048;
    const int EncryptionBytes = 32;

    /// <summary>Writes new keys.</summary>
    public static void Create(CloudHome home)
    {
        using var signing = RSA.Create(SigningBits);
        CloudHome.WriteSecret(home.SigningKey, Encoding.ASCII.GetBytes(signing.ExportPkcs8PrivateKeyPem() + "\n"));
        CloudHome.WriteSecret(
            home.EncryptionKey,
            Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionBytes)) + "\n"));
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="OperatorException">They are missing or damaged.</exception>
    public static TokenKeys Load(CloudHome home)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(home.SigningKey));
            var signing = new RsaSecurityKey(rsa);
            signing.KeyId = Base64UrlEncoder.Encode(signing.ComputeJwkThumbprint());
            var encryption = Convert.FromBase64String(File.ReadAllText(home.EncryptionKey).Trim());
            return new TokenKeys(signing, new SymmetricSecurityKey(encryption));
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException)
        {
            throw new OperatorException(
                $"The token keys in {home.Keys} cannot be used: {error.Message}",
                "Restore the folder from a backup of the home.",
                error);
        }
    }
}
