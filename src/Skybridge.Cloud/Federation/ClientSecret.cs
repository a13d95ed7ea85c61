using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Federation;

/// <summary>Keeps our secret at a provider: in the database only as what the home's key ring made of it.</summary>
static class ClientSecret
{
    const string Purpose = "federation.client-secret";

    /// <summary>What may be stored.</summary>
    public static string Protect(IDataProtectionProvider keys, string secret) => keys.CreateProtector(Purpose).Protect(secret);

    /// <summary>The secret; null for a provider that wants none.</summary>
    /// <exception cref="CryptographicException">The key ring is not the one that it was stored with.</exception>
    public static string? Reveal(IDataProtectionProvider keys, FederationProvider provider) =>
        provider.ProtectedSecret is null ? null : keys.CreateProtector(Purpose).Unprotect(provider.ProtectedSecret);
}
