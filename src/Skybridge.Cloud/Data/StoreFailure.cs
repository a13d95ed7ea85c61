using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Skybridge.Cloud.Data;

/// <summary>What a failure of the database means for whoever asked.</summary>
static class StoreFailure
{
    const int NoTableOrOtherMistake = 1;
    const int Busy = 5;
    const int Locked = 6;
    const int ReadOnly = 8;
    const int InputOutput = 10;
    const int Full = 13;
    const int CannotOpen = 14;
    const int Constraint = 19;
    const int Damaged = 11;
    const int NotADatabase = 26;

    /// <summary>Whether the same request can succeed later, when somebody else is done, the disk has room again, or another server is the primary.</summary>
    public static bool Passes(DbException failure) =>
        failure.IsTransient
        || failure is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen }
        || failure is PostgresException
        {
            SqlState: PostgresErrorCodes.ReadOnlySqlTransaction // The server that answers has become a standby.
                or PostgresErrorCodes.QueryCanceled
                or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.AdminShutdown
                or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.DatabaseDropped,
        }
        || failure is NpgsqlException and not PostgresException { };

    /// <summary>The failure of the database inside another exception; null when there is none.</summary>
    public static DbException? In(Exception? error)
    {
        while (error is not null and not DbException)
            error = error.InnerException;
        return (DbException?)error;
    }

    /// <summary>Whether there is no room left.</summary>
    public static bool IsFull(DbException failure) => failure is SqliteException { SqliteErrorCode: Full } or PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>What an operator can do about it.</summary>
    public static string HintOf(DbException failure) => failure switch
    {
        _ when IsFull(failure) => "The disk is full: make room.",
        SqliteException { SqliteErrorCode: Damaged or NotADatabase } => "The home's cloud.db is damaged: bring the home back from a backup.",
        SqliteException { SqliteErrorCode: CannotOpen or ReadOnly } => "Look whether the home's cloud.db is there, and whether this user may write it.",
        PostgresException postgres => HintOf(postgres),
        NpgsqlException => "Look whether the PostgreSQL server runs and can be reached from here; cloud.json names it in postgres.",
        _ => "Look at the room on the disk and at the owner of the home's files.",
    };

    /// <summary>Whether somebody else has the embedded store open.</summary>
    public static bool IsBusy(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy or Locked };

    /// <summary>Whether one row is to blame, and the others can be stored without it.</summary>
    public static bool IsOneRow(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: Constraint }
        || failure is PostgresException { SqlState: ['2', '2' or '3', ..] }; // What a column cannot hold, and what a constraint forbids.

    /// <summary>Whether the tables of a cloud are not there.</summary>
    public static bool IsNoTable(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: NoTableOrOtherMistake } or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };

    static string HintOf(PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "Give the user's password by --postgres-password-file, PGPASSFILE or PGPASSWORD, and look at the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => "Make the database first: createdb --encoding UTF8 --owner USER NAME.",
        PostgresErrorCodes.InsufficientPrivilege => "Make the cloud's user the owner of the database: docs/postgresql.md says which rights it needs.",
        PostgresErrorCodes.TooManyConnections => "Raise max_connections of the server, or lower Maximum Pool Size in cloud.json's postgres.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "This server is a standby: name the primary, or all servers of the pair.",
        _ => "Look at the PostgreSQL server's own log.",
    };
}
