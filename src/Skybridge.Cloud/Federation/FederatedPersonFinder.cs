using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.Federation;

/// <summary>Joins whom a provider has proven to a person of its domain. Nobody is ever created or changed by it.</summary>
static class FederatedPersonFinder
{
    /// <summary>The person whom an id token is about, or why nobody is let in by it.</summary>
    public static async Task<FederatedJoin> FindAsync(
        CloudDbContext db,
        FederatedDomain domain,
        ClaimsPrincipal token,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (ReadClaim(domain, token) is not { } value)
            return new(null, FederationRefusal.NoClaim, null);
        if (!UserNames.IsText(value) || value.Length > Contract.PersonImage.MaxTextLength)
            return new(null, FederationRefusal.Unknown, null);

        var person = await FindAsync(db, domain, value, cancellationToken);
        return new(person, Judge(person, domain, value, now), value);
    }

    // One value of one claim: of several nobody can say which is meant. A mail address counts only where the provider stands for it.
    static string? ReadClaim(FederatedDomain domain, ClaimsPrincipal token)
    {
        foreach (var claim in domain.Claims)
        {
            var values = token.FindAll(claim).Select(found => found.Value).Where(found => found.Length > 0).Distinct(StringComparer.Ordinal).Take(2).ToList();
            if (values.Count == 0)
                continue;
            if (claim == Claims.Email && string.Equals(token.FindFirst(Claims.EmailVerified)?.Value, "false", StringComparison.OrdinalIgnoreCase))
                return null;
            return values is [var one] ? one : null;
        }

        return null;
    }

    static async Task<CloudUser?> FindAsync(CloudDbContext db, FederatedDomain domain, string value, CancellationToken cancellationToken)
    {
        var people = db.Users.AsNoTracking().Where(user => user.DeletedAt == null);
        if (domain.Match == FederationMatch.SourceAnchor)
            return await people.SingleOrDefaultAsync(user => user.Anchor == value, cancellationToken);

        var name = UserNames.Normalize(value);
        return await people.SingleOrDefaultAsync(user => user.NormalizedUserName == name, cancellationToken);
    }

    static FederationRefusal? Judge(CloudUser? person, FederatedDomain domain, string value, DateTimeOffset now)
    {
        if (person is null)
            return domain.Match == FederationMatch.UserName && UserNames.Suffix(value) != domain.Domain
                ? FederationRefusal.OtherDomain
                : FederationRefusal.Unknown;
        if (UserNames.Suffix(person.UserName) != domain.Domain)
            return FederationRefusal.OtherDomain;
        if (person.Administrator)
            return FederationRefusal.Administrator;
        if (person.Source != PersonSource.Sync)
            return FederationRefusal.Unknown; // A name that only this cloud gave: the provider cannot speak for it.
        if (!person.Enabled)
            return FederationRefusal.Disabled;
        return person.IsExpired(now) ? FederationRefusal.Expired : null;
    }
}
