using Microsoft.Data.Sqlite;

namespace Skybridge.Sync.Agent;

/// <content>The causes that the service found, and the last proof of each domain.</content>
public sealed partial class AgentStore
{
    /// <summary>Stores which causes are there now, in place of those before.</summary>
    public void SetCauses(IReadOnlyList<StandingCause> causes)
    {
        ArgumentNullException.ThrowIfNull(causes);
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            Execute("DELETE FROM cause");
            foreach (var cause in causes)
            {
                Execute(
                    "INSERT OR REPLACE INTO cause (slug, scope, warning, seen, since) VALUES ($slug, $scope, $warning, $seen, $since)",
                    ("$slug", cause.Cause),
                    ("$scope", cause.Scope),
                    ("$warning", cause.IsWarning),
                    ("$seen", cause.Seen),
                    ("$since", cause.Since.ToUnixTimeMilliseconds()));
            }

            transaction.Commit();
        }
    }

    /// <summary>The causes that the service found, errors first.</summary>
    public IReadOnlyList<StandingCause> GetCauses()
    {
        lock (Gate)
            return Query("SELECT slug, scope, warning, seen, since FROM cause ORDER BY warning, since", ReadCause);
    }

    /// <summary>Stores what a proof came to.</summary>
    public void SetSample(string domain, PasswordSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        lock (Gate)
        {
            Execute(
                "INSERT OR REPLACE INTO sample (domain, at, compared, differing) VALUES ($domain, $at, $compared, $differing)",
                ("$domain", domain),
                ("$at", sample.At.ToUnixTimeMilliseconds()),
                ("$compared", sample.Compared),
                ("$differing", sample.Differing));
        }
    }

    /// <summary>What the last proof of a domain came to; null when there was none.</summary>
    public PasswordSample? GetSample(string domain)
    {
        lock (Gate)
        {
            return Query(
                "SELECT at, compared, differing FROM sample WHERE domain = $domain",
                row => new PasswordSample(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetInt32(1), row.GetInt32(2)),
                ("$domain", domain)).SingleOrDefault();
        }
    }

    static StandingCause ReadCause(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}

/// <summary>A cause that the service found and that is still there.</summary>
/// <param name="Cause">The slug.</param>
/// <param name="Scope">Where.</param>
/// <param name="IsWarning">Whether passwords arrive all the same.</param>
/// <param name="Seen">What was seen last.</param>
/// <param name="Since">Since when.</param>
public sealed record StandingCause(string Cause, string Scope, bool IsWarning, string Seen, DateTimeOffset Since);

/// <summary>What a proof of some passwords came to.</summary>
/// <param name="At">When.</param>
/// <param name="Compared">How many were compared.</param>
/// <param name="Differing">How many the cloud has otherwise, or not at all.</param>
public sealed record PasswordSample(DateTimeOffset At, int Compared, int Differing);
