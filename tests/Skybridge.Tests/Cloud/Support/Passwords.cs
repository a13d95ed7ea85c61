using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Tests.Cloud.Support;

static class Passwords
{
    /// <summary>Whether this is the password that a stored credential proves.</summary>
    public static bool Match(Credential credential, string password)
    {
        using var hash = NtHash.FromPassword(password);
        return StoredVerifier.TryParse(credential.Verifier, out var stored) && stored.Matches(PasswordVerifier.DeriveCandidate(hash, stored.Salt));
    }
}
