using Skybridge.Cloud.Hardening;
using Skybridge.CommandLine;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.People;

/// <summary>Passwords that are set in the cloud, not synchronized.</summary>
static class CloudPassword
{
    public const int MinLength = 8;
    public const int MaxLength = 1024;

    /// <summary>Nobody else has to derive these by the thousand, so each may cost a hundred times as much to guess.</summary>
    public const int Iterations = 100_000;

    /// <summary>Derives the verifier of a new password, with its outer hash.</summary>
    /// <exception cref="OperatorException">The password is too short or too long.</exception>
    public static StoredVerifier Derive(string password, OuterHashParameters parameters)
    {
        if (password.Length is < MinLength or > MaxLength)
            throw new OperatorException(
                $"A password has {MinLength} to {MaxLength} characters.",
                "Choose a longer one; a sentence is easy to remember.");

        using var hash = NtHash.FromPassword(password);
        return StoredVerifier.Wrap(PasswordVerifier.Derive(hash, Iterations), parameters);
    }
}
