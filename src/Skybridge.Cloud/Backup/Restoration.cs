using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Backup;

/// <summary>Makes a home from a backup, and lets agents know that their cloud has forgotten something.</summary>
static class Restoration
{
    /// <summary>Makes the home: all of it, or nothing.</summary>
    /// <exception cref="OperatorException">There is something already, or the backup cannot be used.</exception>
    public static async Task<BackupManifest> RunAsync(string path, CloudHome home, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        BackupManifest? manifest = null;
        await HomeStaging.MakeAsync(home, async staging =>
        {
            manifest = await BackupReader.ReadAsync(path, staging, cancellationToken);
            TokenKeys.Load(staging);
            if (manifest.HasDatabase)
                await RenewAsync(staging, path, actor, now, cancellationToken);
        });
        return manifest!;
    }

    /// <summary>
    /// Gives the tenant another incarnation: every agent then asks about everything that it ever delivered, and delivers again what is lacking.
    /// Stored with the next save.
    /// </summary>
    public static async Task RenewAsync(CloudDbContext db, string actor, DateTimeOffset now, string target, CancellationToken cancellationToken)
    {
        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        tenant.Incarnation = Guid.NewGuid();
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.BackupRestored, target));
    }

    static async Task RenewAsync(CloudHome staging, string path, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var store = CloudStore.Of(staging, staging.ReadSettings());
        await using var db = store.Open();
        try
        {
            if (await db.Database.SqlQueryRaw<string>("PRAGMA integrity_check(1)").ToListAsync(cancellationToken) is not ["ok"])
                throw new OperatorException($"The database in {path} is damaged.", "Take another backup. Nothing was changed.");

            await StoreVersion.BringUpToDateAsync(store, db, staging, cancellationToken);
            await RenewAsync(db, actor, now, path, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            // The last connection to go folds the log into the file: what is moved is one file.
            if (db.Database.GetDbConnection() is SqliteConnection connection)
            {
                await connection.CloseAsync();
                SqliteConnection.ClearPool(connection);
            }
        }
    }
}
