using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Skybridge.Cloud.Data;

/// <summary>What a failure of the database means for whoever asked.</summary>
static class StoreFailure
{
    const int Busy = 5;
    const int Locked = 6;
    const int ReadOnly = 8;
    const int InputOutput = 10;
    const int Full = 13;
    const int CannotOpen = 14;
    const int Constraint = 19;

    /// <summary>Whether the same request can succeed later, when somebody else is done or the disk has room again.</summary>
    public static bool Passes(DbException failure) =>
        failure.IsTransient
        || failure is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen };

    /// <summary>Whether one row is to blame, and the others can be stored without it.</summary>
    public static bool IsOneRow(DbException failure) => failure is SqliteException { SqliteErrorCode: Constraint };
}
