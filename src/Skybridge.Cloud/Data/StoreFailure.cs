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
    const int Damaged = 11;
    const int NotADatabase = 26;

    /// <summary>Whether the same request can succeed later, when somebody else is done or the disk has room again.</summary>
    public static bool Passes(DbException failure) =>
        failure.IsTransient
        || failure is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen };

    /// <summary>What an operator can do about it.</summary>
    public static string HintOf(DbException failure) => failure is SqliteException { SqliteErrorCode: var code }
        ? code switch
        {
            Full => "The disk is full: make room.",
            Damaged or NotADatabase => "The home's cloud.db is damaged: bring the home back from a backup.",
            CannotOpen or ReadOnly => "Look whether the home's cloud.db is there, and whether this user may write it.",
            _ => "Look at the room on the disk and at the owner of the home's files.",
        }
        : "Look at the room on the disk and at the owner of the home's files.";

    /// <summary>Whether one row is to blame, and the others can be stored without it.</summary>
    public static bool IsOneRow(DbException failure) => failure is SqliteException { SqliteErrorCode: Constraint };
}
