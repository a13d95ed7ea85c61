using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>Gathers what explains why an agent's passwords do not arrive. Reads only.</summary>
static class TenantDiagnoser
{
    /// <summary>The tenant as <paramref name="agent"/> has to know it, for one domain.</summary>
    /// <remarks>People of a domain that is not verified have names in the tenant's own, which signs in by password hash.</remarks>
    public static async Task<TenantDiagnosis> DiagnoseAsync(
        CloudDbContext db,
        Agent agent,
        string domain,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var tenant = await TenantReader.ReadAsync(db, domain, cancellationToken);
        var signIn = await db.SignIns.AsNoTracking().SingleOrDefaultAsync(row => row.Domain == domain, cancellationToken);
        var feature = await db.Features.AsNoTracking().SingleOrDefaultAsync(
            row => row.Name == TenantFeature.PasswordSync,
            cancellationToken);
        return new TenantDiagnosis
        {
            Tenant = tenant.State,
            SignIn = signIn?.Method ?? SignInMethod.PasswordHash,
            PasswordSyncChange = feature is null ? null : Change(feature),
            Now = now,
            LastContact = agent.LastContactAt,
            LastDelivery = agent.LastDeliveryAt,
        };
    }

    static FeatureChange Change(TenantFeature feature) => new()
    {
        Enabled = feature.Enabled,
        At = feature.ChangedAt,
        By = feature.ChangedBy,
        Because = feature.Because,
    };
}
