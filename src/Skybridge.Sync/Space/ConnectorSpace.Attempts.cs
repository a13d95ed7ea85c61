using Microsoft.Data.Sqlite;
using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <content>The log of attempts, seven days long.</content>
public sealed partial class ConnectorSpace
{
    static readonly TimeSpan KeepAttempts = TimeSpan.FromDays(7);

    /// <summary>The last attempts for one person, the newest first.</summary>
    public IReadOnlyList<PasswordAttempt> GetAttempts(Guid objectGuid, int limit)
    {
        lock (Gate)
        {
            return Query(
                "SELECT guid, at, status, reason, detail, changed_at, initial FROM attempt WHERE guid = $guid ORDER BY at DESC, id DESC LIMIT $limit",
                ReadAttempt,
                ("$guid", objectGuid.ToByteArray()),
                ("$limit", limit));
        }
    }

    /// <summary>The delays of the successful attempts since a time, shortest first; those of full reads are left out.</summary>
    public IReadOnlyList<TimeSpan> GetDelays(DateTimeOffset since)
    {
        lock (Gate)
        {
            return Query(
                $"SELECT at - changed_at FROM attempt WHERE at >= $since AND status = {(int)DeliveryStatus.Success} AND initial = 0 AND changed_at IS NOT NULL AND at >= changed_at ORDER BY 1",
                row => TimeSpan.FromMilliseconds(row.GetInt64(0)),
                ("$since", since.ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>Drops what is older than seven days.</summary>
    public void PruneAttempts()
    {
        lock (Gate)
            Execute("DELETE FROM attempt WHERE at < $before", ("$before", (_time.GetUtcNow() - KeepAttempts).ToUnixTimeMilliseconds()));
    }

    void StoreAttempts(IReadOnlyList<PasswordAttempt> attempts)
    {
        if (attempts.Count == 0)
            return;

        using var command = Command("INSERT INTO attempt (guid, at, status, reason, detail, changed_at, initial) VALUES ($0, $1, $2, $3, $4, $5, $6)");
        for (var i = 0; i < 7; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        foreach (var attempt in attempts)
        {
            Run(
                command,
                attempt.ObjectGuid.ToByteArray(),
                attempt.At.ToUnixTimeMilliseconds(),
                (int)attempt.Status,
                attempt.Reason,
                attempt.Detail,
                attempt.ChangedAt?.ToUnixTimeMilliseconds(),
                attempt.IsInitial);
        }
    }

    static PasswordAttempt ReadAttempt(SqliteDataReader row) =>
        new(new Guid(row.GetFieldValue<byte[]>(0)), Time(row, 1), (DeliveryStatus)row.GetInt32(2), Text(row, 3), Text(row, 4), OptionalTime(row, 5), row.GetBoolean(6));
}
