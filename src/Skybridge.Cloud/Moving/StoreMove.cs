using System.Data.Common;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Moving;

/// <summary>Brings a cloud from the file in its home to a PostgreSQL database: the same cloud, with everybody, every session and every number.</summary>
/// <remarks>
/// All of it or nothing: the rows are one transaction, and the settings name the new database once that has happened. The file stays under another
/// name. Nobody may serve the home meanwhile, for what was written to the file afterwards would be lost; whoever has the file open is noticed.
/// </remarks>
/// <param name="home">The home.</param>
/// <param name="settings">Its settings, as they are to be.</param>
sealed class StoreMove(CloudHome home, CloudSettings settings)
{
    const string Suffix = ".moved";

    /// <summary>The file that is left behind.</summary>
    public string Left => $"{home.Database}{Suffix}";

    /// <summary>Moves it.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="now">When.</param>
    /// <param name="tell">Hears which table, and how many rows of it are there.</param>
    /// <param name="cancellationToken">Ends it; nothing has changed then.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="OperatorException">It cannot be done; nothing has changed.</exception>
    public async Task<int> RunAsync(string actor, DateTimeOffset now, Action<string, int> tell, CancellationToken cancellationToken)
    {
        using var alone = HomeLock.Take(home);
        var target = PostgresStore.Of(settings);
        await using var to = target.Open();
        await using var from = await OpenAloneAsync(cancellationToken);
        await target.RequireFitAsync(to, cancellationToken);
        await target.MigrateAsync(to, cancellationToken);
        to.Database.AutoSavepointsEnabled = false; // Each would be a transaction of its own to UnusedCopy.
        await using var transaction = await to.BeginWritingAsync(cancellationToken);
        await MakeEmptyAsync(target, from, to, cancellationToken);
        var rows = await new RowCopy(from, to, tell).RunAsync(cancellationToken);
        ImportRing(new SharedRing(target, TokenKeys.Load(home)), to);
        to.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.StoreMoved, target.Name));
        to.ChangeTracker.DetectChanges();
        await to.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await from.DisposeAsync();
        Switch(target);
        return rows;
    }

    // In exclusive mode the file opens for nobody else, and opens for us only when nobody has it open.
    async Task<CloudDbContext> OpenAloneAsync(CancellationToken cancellationToken)
    {
        var store = new SqliteStore(home.Database);
        var db = store.Open();
        try
        {
            await StoreVersion.RequireCurrentAsync(store, db, home, cancellationToken);
            SqliteConnection.ClearAllPools();
            await db.Database.CloseConnectionAsync();
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT", cancellationToken);
            return db;
        }
        catch (DbException error) when (StoreFailure.IsBusy(error))
        {
            await db.DisposeAsync();
            throw new OperatorException($"Somebody has {home.Database} open.", "Wait until the other command has ended, and run this again. Nothing was changed.", error);
        }
        catch (Exception)
        {
            await db.DisposeAsync();
            throw;
        }
    }

    // Who moves again after a host that died in the middle need not know how far it came.
    static async Task MakeEmptyAsync(PostgresStore target, CloudDbContext from, CloudDbContext to, CancellationToken cancellationToken)
    {
        if (!await to.Tenants.AnyAsync(cancellationToken))
            return;

        var copy = new UnusedCopy(from, to);
        if (!await copy.IsAllAsync(cancellationToken))
            throw new OperatorException($"There is a cloud in the database {target.Name} already.", "Name an empty database. Nothing was changed.");
        await copy.RemoveAsync(cancellationToken);
    }

    // What cookies, forms and the secrets of providers are protected with: in a home these keys are files.
    void ImportRing(SharedRing ring, CloudDbContext to)
    {
        foreach (var file in new DirectoryInfo(home.DataProtectionKeys).EnumerateFiles("*.xml").OrderBy(file => file.Name))
            to.RingKeys.Add(ring.Row(XElement.Load(file.FullName)));
    }

    // The settings decide which database is used: one rename. The file that is left behind decides nothing.
    void Switch(PostgresStore target)
    {
        SqliteConnection.ClearAllPools();
        try
        {
            home.ReplaceSettings(settings);
            File.Move(home.Database, Left);
            foreach (var side in new[] { "-wal", "-shm" })
                File.Delete(home.Database + side);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"Everything is in the database {target.Name}, but the files of {home.Root} could not be changed: {error.Message}",
                "Where cloud.json names no postgres yet, make room, and move again; where it does, only cloud.db is left over.",
                error);
        }
    }
}
