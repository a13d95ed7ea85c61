using Microsoft.Data.Sqlite;

namespace Skybridge.Sync.Space;

/// <content>The retry list.</content>
public sealed partial class ConnectorSpace
{
    // An entry of a removal that failed: RemovalRound tries it again.
    const string IsRemoval = "EXISTS (SELECT 1 FROM object WHERE object.guid = retry.guid AND object.removal IS NOT NULL) AND retry.reason NOT IN ('fetch', 'directory-refused')";

    /// <summary>The entries that are due, the longest due first; without removals, which <see cref="GetRemovals"/> has.</summary>
    public IReadOnlyList<RetryEntry> GetDueRetries(int limit)
    {
        lock (Gate)
        {
            return Query(
                $"SELECT guid, reason, detail, attempts, since, due FROM retry WHERE (due <= $now OR due > $ahead) AND NOT ({IsRemoval}) ORDER BY due LIMIT $limit",
                ReadRetry,
                ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()),
                ("$ahead", FurthestAhead()),
                ("$limit", limit));
        }
    }

    // What is due later than anything is ever put off was put off before the clock was put back.
    long FurthestAhead() => (_time.GetUtcNow() + RetryEntry.LongestDelay + TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds();

    /// <summary>The entries of those of the objects that are on the list.</summary>
    public Dictionary<Guid, RetryEntry> GetRetries(IEnumerable<Guid> guids)
    {
        ArgumentNullException.ThrowIfNull(guids);
        lock (Gate)
        {
            if (Query("SELECT count(*) FROM retry", row => row.GetInt64(0))[0] == 0)
                return [];

            return guids
                .SelectMany(guid => Query("SELECT guid, reason, detail, attempts, since, due FROM retry WHERE guid = $guid", ReadRetry, ("$guid", guid.ToByteArray())))
                .ToDictionary(entry => entry.ObjectGuid);
        }
    }

    /// <summary>How many entries there are for which reason.</summary>
    public IReadOnlyList<ReasonCount> CountRetries()
    {
        lock (Gate)
            return Query("SELECT reason, count(*) FROM retry GROUP BY reason ORDER BY count(*) DESC", row => new ReasonCount(row.GetString(0), null, row.GetInt32(1)));
    }

    /// <summary>The list by reason: how many, since when the first, and one of the sentences.</summary>
    public IReadOnlyList<RetrySummary> DescribeRetries()
    {
        lock (Gate)
        {
            return Query(
                "SELECT reason, min(detail), count(*), min(since) FROM retry GROUP BY reason ORDER BY count(*) DESC",
                row => new RetrySummary(row.GetString(0), Text(row, 1), row.GetInt32(2), Time(row, 3)));
        }
    }

    /// <summary>Makes every entry due that waits for the tenant to change.</summary>
    public int WakeWaiting()
    {
        lock (Gate)
            return Execute("UPDATE retry SET due = $now WHERE due IS NULL", ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    void StoreRetries(IReadOnlyList<RetryEntry> entries, IReadOnlyList<Guid> settled)
    {
        foreach (var guid in settled)
            Execute("DELETE FROM retry WHERE guid = $guid", ("$guid", guid.ToByteArray()));
        foreach (var entry in entries)
        {
            Execute(
                "INSERT OR REPLACE INTO retry (guid, reason, detail, attempts, since, due) VALUES ($guid, $reason, $detail, $attempts, $since, $due)",
                ("$guid", entry.ObjectGuid.ToByteArray()),
                ("$reason", entry.Reason),
                ("$detail", entry.Detail),
                ("$attempts", entry.Attempts),
                ("$since", entry.Since.ToUnixTimeMilliseconds()),
                ("$due", entry.Due?.ToUnixTimeMilliseconds()));
        }
    }

    static RetryEntry ReadRetry(SqliteDataReader row) =>
        new(new Guid(row.GetFieldValue<byte[]>(0)), row.GetString(1), Text(row, 2), row.GetInt32(3), Time(row, 4), OptionalTime(row, 5));
}

/// <summary>How many objects wait for which reason.</summary>
/// <param name="Reason">The fixed word.</param>
/// <param name="Detail">A sentence about one of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Since">Since when the first of them.</param>
public sealed record RetrySummary(string Reason, string? Detail, int Count, DateTimeOffset Since);
