using Microsoft.Data.Sqlite;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Agent;

/// <summary>What the agent as a whole keeps on disk: events of seven days, requests from the command line, and how it is doing.</summary>
public sealed partial class AgentStore : SqliteStore
{
    static readonly TimeSpan KeepEvents = TimeSpan.FromDays(7);

    /// <summary>One script per version of the schema; what was released never changes.</summary>
    internal static readonly string[] Migrations =
    [
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            number INTEGER NOT NULL,
            level INTEGER NOT NULL,
            domain TEXT,
            text TEXT NOT NULL
        );
        CREATE INDEX event_at ON event (at);
        CREATE INDEX event_number ON event (number, at);
        CREATE TABLE request (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind INTEGER NOT NULL,
            argument TEXT,
            asked_at INTEGER NOT NULL,
            taken_at INTEGER,
            finished_at INTEGER,
            result TEXT
        );
        CREATE TABLE health (
            domain TEXT PRIMARY KEY,
            json TEXT NOT NULL,
            at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        """
        CREATE TABLE cause (
            slug TEXT NOT NULL,
            scope TEXT NOT NULL,
            warning INTEGER NOT NULL,
            seen TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (slug, scope)
        ) WITHOUT ROWID;
        CREATE TABLE sample (
            domain TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            compared INTEGER NOT NULL,
            differing INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        """
        DELETE FROM request;
        ALTER TABLE request ADD COLUMN domain TEXT NOT NULL DEFAULT '';
        """,
        """
        CREATE TABLE settings_seen (stamp TEXT NOT NULL);
        """,
    ];

    readonly TimeProvider _time;

    AgentStore(string path, TimeProvider time, bool readOnly)
        : base(path, Migrations, readOnly) => _time = time;

    /// <summary>Opens or creates the store.</summary>
    public static AgentStore Open(string path, TimeProvider time) => new(path, time, readOnly: false);

    /// <summary>Opens it to look only.</summary>
    public static AgentStore OpenReadOnly(string path, TimeProvider time) => new(path, time, readOnly: true);

    /// <summary>Adds an event.</summary>
    public void AddEvent(int number, EventLevel level, string? domain, string text)
    {
        lock (Gate)
        {
            Execute(
                "INSERT INTO event (at, number, level, domain, text) VALUES ($at, $number, $level, $domain, $text)",
                ("$at", Now()),
                ("$number", number),
                ("$level", (int)level),
                ("$domain", domain),
                ("$text", text));
        }
    }

    /// <summary>Events since a time or behind an identifier, oldest first: the last <paramref name="limit"/> of them; of one domain or, with null, of all and of the agent.</summary>
    public IReadOnlyList<SyncEvent> GetEvents(DateTimeOffset since, long afterId, int? number, int limit, string? domain = null)
    {
        lock (Gate)
        {
            var rows = Query(
                """
                SELECT id, at, number, level, domain, text FROM event
                WHERE at >= $since AND id > $after AND ($number IS NULL OR number = $number) AND ($domain IS NULL OR domain = $domain)
                ORDER BY id DESC LIMIT $limit
                """,
                ReadEvent,
                ("$since", since.ToUnixTimeMilliseconds()),
                ("$after", afterId),
                ("$number", number),
                ("$domain", domain),
                ("$limit", limit));
            rows.Reverse();
            return rows;
        }
    }

    /// <summary>Drops events and requests that are older than seven days.</summary>
    public void Prune()
    {
        lock (Gate)
        {
            var before = (_time.GetUtcNow() - KeepEvents).ToUnixTimeMilliseconds();
            Execute("DELETE FROM event WHERE at < $before", ("$before", before));
            Execute("DELETE FROM request WHERE asked_at < $before", ("$before", before));
        }
    }

    long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    static SyncEvent ReadEvent(SqliteDataReader row) => new(
        row.GetInt64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        row.GetInt32(2),
        (EventLevel)row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetString(5));
}
