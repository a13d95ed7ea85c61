using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Skybridge.Contract;

namespace Skybridge.Cloud.Hardening;

/// <summary>The memory-hard function around a verifier: what a stolen database costs to guess at.</summary>
static class OuterHash
{
    public const int SaltSize = 16;
    public const int Size = 32;

    /// <summary>Derives; about 20 ms and the whole memory of <paramref name="parameters"/>, so that callers take turns.</summary>
    public static byte[] Derive(PasswordVerifier inner, ReadOnlySpan<byte> salt, OuterHashParameters parameters)
    {
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters
        {
            DegreeOfParallelism = 1,
            MemorySize = parameters.MemoryMiB * 1024,
            NumberOfPasses = parameters.Passes,
        });
        // The whole text, so that salt and iteration count of the verifier are bound as well.
        var password = Encoding.ASCII.GetBytes(inner.Encode());
        try
        {
            return algorithm.DeriveBytes(password, salt, Size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
