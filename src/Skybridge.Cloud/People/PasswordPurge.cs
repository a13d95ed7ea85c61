using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>Throws the passwords away that came from a source directory; for good, and so that agents bring them again when they may.</summary>
/// <remarks>Works in the caller's transaction. What was set here stays, and so do people and groups.</remarks>
static class PasswordPurge
{
    /// <summary>The domains that anybody came from, with the number of their passwords.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(CloudDbContext db, CancellationToken cancellationToken) =>
        await db.Users.Where(user => user.DnsDomain != null)
            .GroupJoin(
                db.Credentials.Where(row => row.Source == PersonSource.Sync && row.Verifier != ""),
                user => user.Id,
                credential => credential.UserId,
                (user, credentials) => new { user.DnsDomain, Count = credentials.Count() })
            .GroupBy(one => one.DnsDomain!)
            .Select(group => new { Domain = group.Key, Count = group.Sum(one => one.Count) })
            .ToDictionaryAsync(one => one.Domain, one => one.Count, cancellationToken);

    /// <summary>Purges one domain.</summary>
    /// <returns>How many passwords there were.</returns>
    public static async Task<int> RunAsync(CloudDbContext db, string domain, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var people = db.Users.Where(user => user.DnsDomain == domain).Select(user => user.Id);
        // The whole row: the version in it would make the same password look like one that is there already.
        var purged = await db.Credentials
            .Where(row => row.Source == PersonSource.Sync && people.Contains(row.UserId))
            .ExecuteDeleteAsync(cancellationToken);

        var epoch = await db.DomainEpochs.SingleOrDefaultAsync(row => row.Domain == domain, cancellationToken);
        if (epoch is null)
            db.DomainEpochs.Add(epoch = new DomainEpoch { Domain = domain, Epoch = 0, ChangedAt = now });
        epoch.Purges++;
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.PasswordsPurged, domain, ("count", $"{purged}")));
        await db.SaveChangesAsync(cancellationToken);
        return purged;
    }
}
