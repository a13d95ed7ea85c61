using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>What <c>init</c> was asked for, checked.</summary>
sealed record NewHome(
    string Tenant,
    string InitialDomain,
    IReadOnlyList<string> Hosts,
    Uri? PublicUrl,
    string? Certificate,
    string? CertificateKey)
{
    /// <summary>Load balancers and reverse proxies that are believed; null for none.</summary>
    public IReadOnlyList<string>? TrustedProxies { get; init; }

    /// <summary>The PostgreSQL database to use, as the settings keep it; null for a file in the home.</summary>
    public string? Postgres { get; init; }

    /// <summary>A file with the password for <see cref="Postgres"/>.</summary>
    public string? PostgresPasswordFile { get; init; }

    /// <summary>How messages call the PostgreSQL database; null for a file in the home.</summary>
    public string? Database => Postgres is null ? null : new PostgresStore(Postgres).Name;

    CloudSettings Settings => new()
    {
        Hosts = Hosts,
        PublicUrl = PublicUrl,
        Certificate = Certificate,
        CertificateKey = CertificateKey,
        TrustedProxies = TrustedProxies,
        Postgres = Postgres,
        PostgresPasswordFile = PostgresPasswordFile,
    };

    /// <summary>Creates the home: all of it, or nothing.</summary>
    /// <exception cref="OperatorException">There is something already, or it cannot be written.</exception>
    public async Task<Guid> CreateAsync(CloudHome home, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = Guid.Empty;
        await HomeStaging.MakeAsync(home, async staging => tenant = await FillAsync(staging, actor, time, cancellationToken));
        return tenant;
    }

    async Task<Guid> FillAsync(CloudHome staging, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        CloudHome.CreateFolder(staging.Keys);
        TokenKeys.Create(staging);
        if (Certificate is null)
            PrivateAuthority.Create(staging, Tenant, Hosts, time.GetUtcNow());

        if (Postgres is null)
        {
            CloudHome.CreateFolder(staging.DataProtectionKeys);
            CloudHome.WriteSecret(staging.Database, []);
        }

        staging.WriteSettings(Settings);
        // Last: a database on a server cannot be put aside like a folder.
        var store = CloudStore.Of(staging, Settings);
        var tenant = await CreateDatabaseAsync(store, actor, time.GetUtcNow(), cancellationToken);
        KeyRing.Create(staging, store);
        return tenant;
    }

    async Task<Guid> CreateDatabaseAsync(CloudStore store, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = store.Open();
        await store.RequireFitAsync(db, cancellationToken);
        await store.MigrateAsync(db, cancellationToken);
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        if (await db.Tenants.AnyAsync(cancellationToken))
            throw new OperatorException($"There is a cloud in the database {store.Name} already.", "Name another database, or make another node of that cloud with --join; a cloud is never replaced.");

        var tenant = new Tenant { Id = Guid.CreateVersion7(now), Name = Tenant, InitialDomain = InitialDomain, CreatedAt = now, Incarnation = Guid.NewGuid() };
        db.Tenants.Add(tenant);
        db.Domains.Add(new TenantDomain { Name = InitialDomain, AddedAt = now, VerifiedAt = now, VerifiedBy = actor });
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.TenantCreated, Tenant, ("initialDomain", InitialDomain)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // The last connection to go folds the log into the file: what is moved is one file.
        if (db.Database.GetDbConnection() is SqliteConnection connection)
            SqliteConnection.ClearPool(connection);
        return tenant.Id;
    }
}
