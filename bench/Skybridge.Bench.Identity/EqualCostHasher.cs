using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using NSec.Cryptography;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Bench.Identity;

/// <summary>The derivation of the cloud for Identity: its verifier, inside the same memory-hard hash at the same costs.</summary>
/// <param name="memoryMiB">The memory that one derivation fills, in MiB.</param>
/// <param name="passes">How often it goes through it.</param>
sealed class EqualCostHasher(int memoryMiB, int passes) : IPasswordHasher<IdentityUser>
{
    const int SaltSize = 16;
    const int HashSize = 32;

    readonly PasswordBasedKeyDerivationAlgorithm _outer = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters
    {
        DegreeOfParallelism = 1,
        MemorySize = memoryMiB * 1024,
        NumberOfPasses = passes,
    });

    public string HashPassword(IdentityUser user, string password)
    {
        using var hash = NtHash.FromPassword(password);
        var inner = PasswordVerifier.Derive(hash);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var derived = _outer.DeriveBytes(Encoding.ASCII.GetBytes(inner.Encode()), salt, HashSize);
        return $"{inner.GetSalt().Salt},{Convert.ToHexStringLower(salt)},{Convert.ToHexStringLower(derived)}";
    }

    public PasswordVerificationResult VerifyHashedPassword(IdentityUser user, string hashedPassword, string providedPassword)
    {
        if (hashedPassword.Split(',') is not [var innerSalt, var salt, var expected])
            return PasswordVerificationResult.Failed;

        using var hash = NtHash.FromPassword(providedPassword);
        var inner = PasswordVerifier.DeriveCandidate(hash, new VerifierSalt { Salt = innerSalt, Iterations = PasswordVerifier.DefaultIterations });
        var derived = _outer.DeriveBytes(Encoding.ASCII.GetBytes(inner.Encode()), Convert.FromHexString(salt), HashSize);
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromHexString(expected))
            ? PasswordVerificationResult.Success
            : PasswordVerificationResult.Failed;
    }
}
