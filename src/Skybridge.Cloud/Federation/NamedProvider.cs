using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.Federation;

/// <summary>A provider as an operator named it, found to be of use.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would print.</remarks>
sealed class NamedProvider
{
    /// <summary>The longest text of certificates.</summary>
    public const int MaxAuthoritiesLength = 32 * 1024;

    const int MaxTextLength = 1024;

    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    public required string? Secret { get; init; }

    public required string? Claim { get; init; }

    public required FederationMatch Match { get; init; }

    public required string? Authorities { get; init; }

    /// <summary>Asks the provider whether it can be used as it was named.</summary>
    /// <exception cref="OperatorException">It cannot.</exception>
    public static async Task<NamedProvider> CheckAsync(ProviderOrder order, CancellationToken cancellationToken)
    {
        if (order.MatchSourceAnchor && order.Claim is null)
            throw new OperatorException("Nobody knows which claim has the source anchor.", "Name it with --claim.");
        string?[] texts = [order.Issuer, order.ClientId, order.ClientSecret, order.Claim];
        if (texts.Any(text => text is { Length: 0 or > MaxTextLength }))
            throw new OperatorException("An issuer, a client identifier, a secret or a claim is empty or too long.", $"Each has at most {MaxTextLength} characters.");

        RequireAuthorities(order.Authorities);
        return new()
        {
            Issuer = await ProviderDocument.CheckAsync(order.Issuer, order.Authorities, order.ClientSecret is not null, cancellationToken),
            ClientId = order.ClientId,
            Secret = order.ClientSecret,
            Claim = order.Claim,
            Match = order.MatchSourceAnchor ? FederationMatch.SourceAnchor : FederationMatch.UserName,
            Authorities = order.Authorities,
        };
    }

    static void RequireAuthorities(string? pem)
    {
        try
        {
            if (pem is null || (pem.Length <= MaxAuthoritiesLength && ProviderHttp.CountAuthorities(pem) > 0))
                return;
        }
        catch (CryptographicException error)
        {
            throw new OperatorException($"The provider's certificates cannot be read: {error.Message}", "Give --ca-file a file with PEM certificates.", error);
        }

        throw new OperatorException("There is no certificate in what was given for the provider's authority.", "Give --ca-file a file with PEM certificates.");
    }

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
