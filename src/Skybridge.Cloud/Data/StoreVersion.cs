using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Data;

/// <summary>Whether a database has the schema that this program knows.</summary>
static class StoreVersion
{
    /// <summary>Refuses any other schema.</summary>
    /// <exception cref="OperatorException">The database is older, or newer.</exception>
    public static async Task RequireCurrentAsync(CloudStore store, CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        if (!await IsOlderAsync(store, db, home, cancellationToken))
            return;

        throw new OperatorException(
            $"The database in {home.Root} was made by an older version.",
            "Start `skybridge-cloud serve` of this version once: it brings the database up to date.");
    }

    /// <summary>Brings an older database up to date.</summary>
    /// <exception cref="OperatorException">The database is newer.</exception>
    public static async Task BringUpToDateAsync(CloudStore store, CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        if (await IsOlderAsync(store, db, home, cancellationToken))
            await store.MigrateAsync(db, cancellationToken);
    }

    static async Task<bool> IsOlderAsync(CloudStore store, CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        // Asked for directly: the framework's own question takes a file that is missing or damaged for a database without any migration.
        const string Applied = "SELECT \"MigrationId\" AS \"Value\" FROM \"__EFMigrationsHistory\"";
        var applied = (await ReadAsync(store, db, Applied, cancellationToken)).ToHashSet();
        var known = db.Database.GetMigrations().ToHashSet();
        if (!applied.IsSubsetOf(known))
            throw new OperatorException(
                $"The database in {home.Root} was made by a newer version.",
                "Use the program that made it, or a newer one.");

        return !known.IsSubsetOf(applied);
    }

    static async Task<List<string>> ReadAsync(CloudStore store, CloudDbContext db, string sql, CancellationToken cancellationToken)
    {
        try
        {
            return await db.Database.SqlQueryRaw<string>(sql).ToListAsync(cancellationToken);
        }
        catch (DbException error) when (StoreFailure.IsNoTable(error))
        {
            throw new OperatorException($"{store.Name} is not the database of a cloud.", "Bring the home back from a backup.", error);
        }
    }
}
