using Microsoft.AspNetCore.DataProtection;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;

namespace Skybridge.Cloud.CommandLine;

/// <summary>A provider as an operator named it, found to be of use.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would print.</remarks>
sealed class NamedProvider
{
    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    public required string? Secret { get; init; }

    public required string? Claim { get; init; }

    public required FederationMatch Match { get; init; }

    public required string? Authorities { get; init; }

    /// <summary>Stores it as a domain's, with the caller's save.</summary>
    /// <returns>Whether it is another one than before.</returns>
    public async Task<bool> StoreAsync(CloudDbContext db, string domain, IDataProtectionProvider keys, CancellationToken cancellationToken)
    {
        var known = await db.FederationProviders.FindAsync([domain], cancellationToken);
        if (known is not null && IsSame(known, keys))
            return false;

        if (known is not null)
            db.FederationProviders.Remove(known);
        await db.SaveChangesAsync(cancellationToken); // One after the other: both have the same key.
        db.FederationProviders.Add(new FederationProvider
        {
            Domain = domain,
            Issuer = Issuer,
            ClientId = ClientId,
            ProtectedSecret = Secret is null ? null : ClientSecret.Protect(keys, Secret),
            Claim = Claim,
            Match = Match,
            Authorities = Authorities,
            Revision = Guid.NewGuid(),
        });
        return true;
    }

    bool IsSame(FederationProvider known, IDataProtectionProvider keys) =>
        (known.Issuer, known.ClientId, known.Claim, known.Match, known.Authorities) == (Issuer, ClientId, Claim, Match, Authorities)
        && ClientSecret.Reveal(keys, known) == Secret;
}
