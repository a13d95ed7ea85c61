using System.Text.Json;
using Microsoft.Data.Sqlite;
using Skybridge.Sync.Engine;

namespace Skybridge.Sync.Agent;

/// <content>Requests, mailboxes between the command line and the service, one per domain: durable, and the same on every platform.</content>
public sealed partial class AgentStore
{
    static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(1);

    /// <summary>Leaves a request for whoever synchronizes a domain.</summary>
    public long AddRequest(string domain, RequestKind kind, string? argument)
    {
        lock (Gate)
        {
            return Query(
                "INSERT INTO request (domain, kind, argument, asked_at) VALUES ($domain, $kind, $argument, $at) RETURNING id",
                row => row.GetInt64(0),
                ("$domain", domain),
                ("$kind", (int)kind),
                ("$argument", argument),
                ("$at", Now()))[0];
        }
    }

    /// <summary>Says that its asker still waits, so that it is taken also when the service has been busy for long.</summary>
    public void RenewRequest(long id)
    {
        lock (Gate)
            Execute("UPDATE request SET asked_at = $at WHERE id = $id AND taken_at IS NULL", ("$at", Now()), ("$id", id));
    }

    /// <summary>Takes the oldest request for a domain that nobody has taken; null when there is none. Old ones, whose asker has gone, are left.</summary>
    public AgentRequest? TakeRequest(string domain)
    {
        if (!HasRequest(domain))
            return null;

        lock (Gate)
        {
            return Query(
                """
                UPDATE request SET taken_at = $at
                WHERE id = (SELECT id FROM request WHERE domain = $domain AND taken_at IS NULL AND asked_at > $old ORDER BY id LIMIT 1)
                RETURNING id, kind, argument
                """,
                row => new AgentRequest(row.GetInt64(0), (RequestKind)row.GetInt32(1), row.IsDBNull(2) ? null : row.GetString(2)),
                ("$domain", domain),
                ("$at", Now()),
                ("$old", Now() - (long)ForgottenAfter.TotalMilliseconds)).SingleOrDefault();
        }
    }

    /// <summary>Whether a request for a domain waits: looked at often, so it must not write.</summary>
    public bool HasRequest(string domain)
    {
        lock (Gate)
        {
            return Query(
                "SELECT 1 FROM request WHERE domain = $domain AND taken_at IS NULL AND asked_at > $old LIMIT 1",
                row => true,
                ("$domain", domain),
                ("$old", Now() - (long)ForgottenAfter.TotalMilliseconds)).Count > 0;
        }
    }

    /// <summary>Answers a request.</summary>
    public void FinishRequest(long id, CycleReport report)
    {
        lock (Gate)
        {
            Execute(
                "UPDATE request SET finished_at = $at, result = $result WHERE id = $id",
                ("$at", Now()),
                ("$result", JsonSerializer.Serialize(report, SyncJson.Default.CycleReport)),
                ("$id", id));
        }
    }

    /// <summary>The answer; null while there is none.</summary>
    public CycleReport? GetAnswer(long id)
    {
        lock (Gate)
        {
            return Query("SELECT result FROM request WHERE id = $id AND finished_at IS NOT NULL", row => row.GetString(0), ("$id", id))
                .Select(json => JsonSerializer.Deserialize(json, SyncJson.Default.CycleReport)).SingleOrDefault();
        }
    }

    /// <summary>Stores how a domain is doing.</summary>
    public void SetHealth(DomainHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        lock (Gate)
        {
            Execute(
                "INSERT OR REPLACE INTO health (domain, json, at) VALUES ($domain, $json, $at)",
                ("$domain", health.Domain),
                ("$json", JsonSerializer.Serialize(health, SyncJson.Default.DomainHealth)),
                ("$at", Now()));
        }
    }

    /// <summary>How the domains are doing, and when they said so.</summary>
    public IReadOnlyList<(DomainHealth Health, DateTimeOffset At)> GetHealth()
    {
        lock (Gate)
            return Query("SELECT json, at FROM health ORDER BY domain", ReadHealth);
    }

    static (DomainHealth Health, DateTimeOffset At) ReadHealth(SqliteDataReader row) =>
        (JsonSerializer.Deserialize(row.GetString(0), SyncJson.Default.DomainHealth)!, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)));
}
