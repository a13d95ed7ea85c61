using Microsoft.Data.Sqlite;

namespace Skybridge.Sync.Space;

/// <summary>What is known of one domain: its objects, the positions reached, the retry list, the last attempts. On disk; never a secret.</summary>
public sealed partial class ConnectorSpace : SqliteStore
{
    /// <summary>One script per version of the schema; what was released never changes.</summary>
    internal static readonly string[] Migrations =
    [
        """
        CREATE TABLE object (
            guid BLOB PRIMARY KEY,
            dn TEXT NOT NULL,
            kind INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            critical INTEGER NOT NULL,
            sid TEXT,
            sam TEXT,
            upn TEXT,
            display_name TEXT,
            given_name TEXT,
            surname TEXT,
            mail TEXT,
            uac INTEGER NOT NULL,
            account_expires INTEGER NOT NULL,
            pwd_last_set INTEGER NOT NULL,
            has_password INTEGER NOT NULL,
            password_seen BLOB,
            last_set_seen BLOB,
            anchor TEXT,
            anchor_fixed INTEGER NOT NULL,
            delivered_image TEXT,
            delivered_password BLOB,
            delivered_must_change INTEGER NOT NULL,
            cloud_user_name TEXT,
            reason TEXT,
            rule TEXT
        ) WITHOUT ROWID;
        CREATE INDEX object_dn ON object (dn);
        CREATE INDEX object_reason ON object (reason) WHERE reason IS NOT NULL;
        CREATE TABLE checkpoint (
            kind INTEGER PRIMARY KEY,
            cursor TEXT NOT NULL,
            stored_at INTEGER NOT NULL
        );
        CREATE TABLE retry (
            guid BLOB PRIMARY KEY,
            reason TEXT NOT NULL,
            detail TEXT,
            attempts INTEGER NOT NULL,
            since INTEGER NOT NULL,
            due INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX retry_due ON retry (due);
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guid BLOB NOT NULL,
            at INTEGER NOT NULL,
            status INTEGER NOT NULL,
            reason TEXT,
            detail TEXT,
            changed_at INTEGER,
            initial INTEGER NOT NULL
        );
        CREATE INDEX attempt_guid ON attempt (guid, at);
        CREATE INDEX attempt_at ON attempt (at);
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;
        """,
        GroupSchema,
        """
        ALTER TABLE object ADD COLUMN removal INTEGER;
        CREATE INDEX object_removal ON object (removal) WHERE removal IS NOT NULL;
        """,
        "ALTER TABLE object ADD COLUMN more TEXT;",
    ];

    readonly TimeProvider _time;

    ConnectorSpace(string path, TimeProvider time, bool readOnly)
        : base(path, Migrations, readOnly) => _time = time;

    /// <summary>Opens or creates the space of one domain.</summary>
    public static ConnectorSpace Open(string path, TimeProvider time) => new(path, time, readOnly: false);

    /// <summary>Opens it to look only, while the service may be writing.</summary>
    public static ConnectorSpace OpenReadOnly(string path, TimeProvider time) => new(path, time, readOnly: true);

    /// <summary>Stores all of it in one transaction.</summary>
    public void Apply(SpaceChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            StoreObjects(changes.Objects);
            StoreAttempts(changes.Attempts);
            StoreRetries(changes.Retries, changes.Settled);
            if (changes.Checkpoint is { } checkpoint)
                StoreCheckpoint(checkpoint.Kind, checkpoint.Cursor);
            transaction.Commit();
        }
    }

    static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    static DateTimeOffset? OptionalTime(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Time(row, column);
}
