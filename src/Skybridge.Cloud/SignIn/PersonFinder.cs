using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;

namespace Skybridge.Cloud.SignIn;

/// <summary>Finds whom a typed name means.</summary>
static class PersonFinder
{
    /// <summary>
    /// The living person with this name, or with it as their on-premises name when that is not ambiguous; null for nobody.
    /// </summary>
    /// <remarks>
    /// Somebody whose domain is not verified has a name in the tenant's own domain, but knows only the one that they type every day. It is
    /// taken as long as it is one living person's and its domain is not verified: then it cannot be anybody's cloud name either.
    /// </remarks>
    public static async Task<CloudUser?> FindAsync(CloudDbContext db, string typed, CancellationToken cancellationToken)
    {
        var name = UserNames.Normalize(typed);
        if (!UserNames.IsText(name))
            return null;

        var found = await db.Users.AsNoTracking()
            .SingleOrDefaultAsync(user => user.DeletedAt == null && user.NormalizedUserName == name, cancellationToken);
        if (found is not null)
            return found;

        var candidates = await db.Users.AsNoTracking()
            .Where(user => user.DeletedAt == null && user.Source == PersonSource.Sync && user.NormalizedOnPremisesUserName == name)
            .Take(2)
            .ToListAsync(cancellationToken);
        var suffix = UserNames.Suffix(name);
        var isVerified = await db.Domains.AnyAsync(domain => domain.Name == suffix && domain.VerifiedAt != null, cancellationToken);
        return candidates is [var one] && !isVerified ? one : null;
    }
}
