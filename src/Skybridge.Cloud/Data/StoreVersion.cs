using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Data;

/// <summary>Whether a database has the schema that this program knows.</summary>
static class StoreVersion
{
    /// <summary>Refuses any other schema.</summary>
    /// <exception cref="OperatorException">The database is older, or newer.</exception>
    public static async Task RequireCurrentAsync(CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        if (!await IsOlderAsync(db, home, cancellationToken))
            return;

        throw new OperatorException(
            $"The database in {home.Root} was made by an older version.",
            "Start `skybridge-cloud serve` of this version once: it brings the database up to date.");
    }

    /// <summary>Brings an older database up to date.</summary>
    /// <exception cref="OperatorException">The database is newer.</exception>
    public static async Task BringUpToDateAsync(CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        if (await IsOlderAsync(db, home, cancellationToken))
            await SqliteStore.MigrateAsync(db, cancellationToken);
    }

    static async Task<bool> IsOlderAsync(CloudDbContext db, CloudHome home, CancellationToken cancellationToken)
    {
        // Asked for directly: the framework's own question takes a file that is missing or damaged for a database without any migration.
        const string Applied = "SELECT \"MigrationId\" AS \"Value\" FROM \"__EFMigrationsHistory\"";
        var applied = (await ReadAsync(db, home, Applied, cancellationToken)).ToHashSet();
        var known = db.Database.GetMigrations().ToHashSet();
        if (!applied.IsSubsetOf(known))
            throw new OperatorException(
                $"The database in {home.Root} was made by a newer version.",
                "Use the program that made it, or a newer one.");

        return !known.IsSubsetOf(applied);
    }

    static async Task<List<string>> ReadAsync(CloudDbContext db, CloudHome home, string sql, CancellationToken cancellationToken)
    {
        const int noSuchTable = 1;
        try
        {
            return await db.Database.SqlQueryRaw<string>(sql).ToListAsync(cancellationToken);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == noSuchTable)
        {
            throw new OperatorException($"{home.Database} is not the database of a cloud.", "Bring the home back from a backup.", error);
        }
    }
}
