using System.Security.Cryptography;
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
        Postgres = Postgres,
        PostgresPasswordFile = PostgresPasswordFile,
    };

    /// <summary>Creates the home: all of it, or nothing.</summary>
    /// <exception cref="OperatorException">There is something already, or it cannot be written.</exception>
    public async Task<Guid> CreateAsync(CloudHome home, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        Require(home);
        // Beside the home when it does not exist, so that one rename makes it appear; inside when somebody made the folder, which may be a
        // mount.
        var exists = Directory.Exists(home.Root);
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var staging = new CloudHome(exists ? Path.Combine(home.Root, $".init-{suffix}") : $"{home.Root}.init-{suffix}");
        try
        {
            CloudHome.CreateFolder(staging.Root);
            var tenant = await FillAsync(staging, actor, time, cancellationToken);
            if (exists)
                MoveInto(staging, home);
            else
                Directory.Move(staging.Root, home.Root);
            return tenant;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or SqliteException)
        {
            throw new OperatorException(
                $"The home {home.Root} cannot be created: {error.Message}",
                "Look at the folder's owner and at the room on its disk.",
                error);
        }
        finally
        {
            if (Directory.Exists(staging.Root))
                Directory.Delete(staging.Root, recursive: true);
        }
    }

    static void Require(CloudHome home)
    {
        if (home.IsInitialized())
            throw new OperatorException(
                $"There is a cloud in {home.Root} already.",
                "Name another folder with --home; a cloud is never replaced.");
        if (File.Exists(home.Root) || (Directory.Exists(home.Root) && Directory.EnumerateFileSystemEntries(home.Root).Any()))
            throw new OperatorException(
                $"{home.Root} is not an empty folder.",
                "Name a folder that does not exist yet, or an empty one, with --home.");
    }

    async Task<Guid> FillAsync(CloudHome staging, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        CloudHome.CreateFolder(staging.Keys);
        CloudHome.CreateFolder(staging.DataProtectionKeys);
        TokenKeys.Create(staging);
        KeyRing.Create(staging);
        if (Certificate is null)
            PrivateAuthority.Create(staging, Tenant, Hosts, time.GetUtcNow());

        if (Postgres is null)
            CloudHome.WriteSecret(staging.Database, []);
        staging.WriteSettings(Settings);
        // Last: a database on a server cannot be put aside like a folder.
        return await CreateDatabaseAsync(CloudStore.Of(staging, Settings), actor, time.GetUtcNow(), cancellationToken);
    }

    async Task<Guid> CreateDatabaseAsync(CloudStore store, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = store.Open();
        await store.RequireFitAsync(db, cancellationToken);
        await store.MigrateAsync(db, cancellationToken);
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        if (await db.Tenants.AnyAsync(cancellationToken))
            throw new OperatorException($"There is a cloud in the database {store.Name} already.", "Name another database; a cloud is never replaced.");

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

    static void MoveInto(CloudHome staging, CloudHome home)
    {
        Directory.Move(staging.Keys, home.Keys);
        if (Directory.Exists(staging.Tls))
            Directory.Move(staging.Tls, home.Tls);
        if (File.Exists(staging.Database))
            File.Move(staging.Database, home.Database);
        File.Move(staging.Settings, home.Settings); // Last: this file is what makes it a home.
    }
}
