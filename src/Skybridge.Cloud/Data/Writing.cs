using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Skybridge.Cloud.Data;

/// <summary>Begins transactions that decide by what they read, and so have to know of each other.</summary>
static class Writing
{
    // Of this program alone: advisory locks are numbers that everybody who uses the database agrees on.
    const long Writers = 0x736B_7962_7269_6467; // "skybridg"

    const long Sealers = 0x736B_7962_7365_616C; // "skybseal"

    /// <summary>Begins a transaction that gives entries of the audit log their place in its chain; null while another node does.</summary>
    /// <remarks>Beside the other writers: nothing that they decide on is read or written.</remarks>
    public static async Task<IDbContextTransaction?> TryBeginSealingAsync(this CloudDbContext db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            if (db is not PostgresDbContext || await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({Sealers}) AS \"Value\"").SingleAsync(cancellationToken))
                return transaction;
        }
        catch (Exception)
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    /// <summary>Begins a transaction that keeps other writers of people, agents and settings out until it ends.</summary>
    /// <remarks>
    /// The embedded store has one writer anyway. On PostgreSQL they take one lock, for all nodes; sign-ins do not need it. Whoever waits for
    /// longer than the server's patience is refused, and comes back.
    /// </remarks>
    public static async Task<IDbContextTransaction> BeginWritingAsync(this CloudDbContext db, CancellationToken cancellationToken = default)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db is not PostgresDbContext)
            return transaction;

        try
        {
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '15s'", cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Writers})", cancellationToken);
            return transaction;
        }
        catch (Exception)
        {
            await transaction.DisposeAsync();
            throw;
        }
    }
}
