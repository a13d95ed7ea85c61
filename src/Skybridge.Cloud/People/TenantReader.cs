using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>Reads what an agent must know about the tenant; nothing of it is remembered, so that a change counts at once.</summary>
static class TenantReader
{
    /// <summary>The tenant as it is now, with the epoch of one Active Directory domain.</summary>
    public static async Task<TenantRules> ReadAsync(CloudDbContext db, string adDomain, CancellationToken cancellationToken)
    {
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(cancellationToken);
        var features = await db.Features.AsNoTracking().ToDictionaryAsync(
            feature => feature.Name,
            feature => feature.Enabled,
            cancellationToken);
        var verified = await db.Domains.AsNoTracking()
            .Where(domain => domain.VerifiedAt != null)
            .Select(domain => domain.Name)
            .OrderBy(name => name)
            .ToListAsync(cancellationToken);
        var name = UserNames.Normalize(adDomain);
        var epoch = await db.DomainEpochs.AsNoTracking().SingleOrDefaultAsync(epoch => epoch.Domain == name, cancellationToken);

        var state = new TenantState
        {
            TenantId = tenant.Id,
            Name = tenant.Name,
            PasswordSync = IsOn(features, TenantFeature.PasswordSync),
            ForcePasswordChange = IsOn(features, TenantFeature.ForcePasswordChange),
            VerifiedDomains = verified,
            Epoch = epoch?.Epoch ?? 0,
            Incarnation = $"{tenant.Incarnation:N}.{epoch?.Purges ?? 0}",
        };
        return new TenantRules(state, tenant.InitialDomain);
    }

    static bool IsOn(Dictionary<string, bool> features, string name) => features.GetValueOrDefault(name, TenantFeature.Defaults[name]);
}
