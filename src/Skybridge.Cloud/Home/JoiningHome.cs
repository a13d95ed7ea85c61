using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>The home of another node of a cloud that there is: the same keys and authority, and the same database.</summary>
/// <param name="Source">The home of a node, or a copy of it.</param>
/// <param name="Settings">What the new home is to have.</param>
sealed record JoiningHome(CloudHome Source, CloudSettings Settings)
{
    /// <summary>Creates the home: all of it, or nothing.</summary>
    /// <exception cref="OperatorException">There is something already, or the database is not that cloud's.</exception>
    public async Task<Tenant> CreateAsync(CloudHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Settings.Postgres is null)
            throw new OperatorException(
                $"The cloud of {Source.Root} keeps its data in a file of its home, where only one server can work on it.",
                "Nodes need a PostgreSQL database: docs/postgresql.md says how to begin with one.");

        Tenant? tenant = null;
        await HomeStaging.MakeAsync(home, async staging =>
        {
            CopyKeys(staging);
            if (Settings.Certificate is null)
                PrivateAuthority.Share(Source, staging, Settings.Hosts, time.GetUtcNow());
            staging.WriteSettings(Settings);
            tenant = await FindTenantAsync(staging, cancellationToken);
        });
        return tenant!;
    }

    void CopyKeys(CloudHome staging)
    {
        TokenKeys.Load(Source);
        CloudHome.CreateFolder(staging.Keys);
        foreach (var (from, to) in new[] { (Source.SigningKey, staging.SigningKey), (Source.EncryptionKey, staging.EncryptionKey) })
            CloudHome.WriteSecret(to, File.ReadAllBytes(from));
    }

    async Task<Tenant> FindTenantAsync(CloudHome staging, CancellationToken cancellationToken)
    {
        var store = CloudStore.Of(staging, Settings);
        await using var db = store.Open();
        await store.RequireFitAsync(db, cancellationToken);
        await StoreVersion.RequireCurrentAsync(store, db, staging, cancellationToken);
        if (new SharedRing(store, TokenKeys.Load(staging)).GetAllElements().Count == 0 || await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant)
            throw new OperatorException($"There is no cloud in the database {store.Name}.", "Name the database of the node that is to be joined.");
        return tenant;
    }
}
