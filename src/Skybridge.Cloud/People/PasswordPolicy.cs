using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>How long a password may stay, by the cloud's own rules. A synchronized one is under its directory's rules alone, unless the tenant says otherwise.</summary>
/// <param name="MaxAge">The age at which a password has to be changed at sign-in; null for never.</param>
/// <param name="ForSynchronized">Whether that counts for passwords of a source directory, too.</param>
sealed record PasswordPolicy(TimeSpan? MaxAge, bool ForSynchronized)
{
    /// <summary>The longest age that can be set, in days.</summary>
    public const int MostDays = 3650;

    /// <summary>The policy as it is now.</summary>
    public static async Task<PasswordPolicy> ReadAsync(CloudDbContext db, CancellationToken cancellationToken)
    {
        var days = await db.Tenants.Select(tenant => tenant.PasswordMaxAgeDays).SingleAsync(cancellationToken);
        if (days <= 0)
            return new(null, false);

        var feature = await db.Features.AsNoTracking().SingleOrDefaultAsync(feature => feature.Name == TenantFeature.CloudPasswordPolicy, cancellationToken);
        return new(TimeSpan.FromDays(days), feature?.Enabled ?? TenantFeature.Defaults[TenantFeature.CloudPasswordPolicy]);
    }

    /// <summary>When a password has to be changed; null for never.</summary>
    public DateTimeOffset? ExpiryOf(CloudUser person, Credential credential)
    {
        var isCounted = credential.Source == PersonSource.Cloud || ForSynchronized;
        return MaxAge is { } age && isCounted && credential.IsUsable && !person.PasswordNeverExpires ? AgeFrom(credential) + age : null;
    }

    /// <summary>Whether the person has to choose another password before they get in.</summary>
    public bool MustChange(CloudUser person, Credential credential, DateTimeOffset now) => credential.MustChange || ExpiryOf(person, credential) <= now;

    // The directory says since when the person has it. A clock that was ahead there makes nothing younger than its arrival.
    static DateTimeOffset AgeFrom(Credential credential) =>
        credential is { Source: PersonSource.Sync, Version.LastSet.Time: var set } && set < credential.ChangedAt && set > DateTimeOffset.UnixEpoch ? set : credential.ChangedAt;
}
