using System.Security.Cryptography;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.People;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>Compares what was typed with what is stored. Costs one outer hash, whatever there is to compare with.</summary>
static class TypedPassword
{
    // What is checked for somebody who has no password, so that it costs as much as for anybody else. Nothing matches it.
    static readonly PasswordVerifier Nobody = MakeNobody();

    /// <summary>Whether this is the password.</summary>
    /// <returns>The verifier that it makes with the stored salt; null when it is not the password.</returns>
    public static PasswordVerifier? Check(string? storedText, NtHash hash, int length, OuterHashParameters parameters)
    {
        var isUsable = StoredVerifier.TryParse(storedText, out var stored) && length <= CloudPassword.MaxLength;
        var candidate = PasswordVerifier.DeriveCandidate(hash, isUsable ? stored!.Salt : Nobody.GetSalt());
        if (!isUsable || stored!.Outer is null)
            OuterHash.Derive(candidate, new byte[OuterHash.SaltSize], parameters);
        return isUsable && stored!.Matches(candidate) ? candidate : null;
    }

    static PasswordVerifier MakeNobody()
    {
        using var hash = new NtHash(RandomNumberGenerator.GetBytes(NtHash.Size));
        return PasswordVerifier.Derive(hash);
    }
}
