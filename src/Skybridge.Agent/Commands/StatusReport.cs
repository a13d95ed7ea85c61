using System.Text.Json.Serialization;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Leases;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Commands;

/// <summary>How the agent is doing.</summary>
sealed record StatusReport
{
    public required string Home { get; init; }

    /// <summary>The service's process; null when it does not run.</summary>
    public int? ServiceProcess { get; init; }

    public required SyncMode Mode { get; init; }

    public required Uri Cloud { get; init; }

    public required string AgentName { get; init; }

    /// <summary>What the service's own checks found, and is still there.</summary>
    public required IReadOnlyList<StandingCause> Causes { get; init; }

    public required IReadOnlyList<DomainStatus> Domains { get; init; }

    /// <summary>People of all domains.</summary>
    public required PeopleStatus People { get; init; }
}

/// <summary>How one domain is doing.</summary>
sealed record DomainStatus
{
    public required string Domain { get; init; }

    public required string Account { get; init; }

    /// <summary>What people are called by at sign-in; null for the user principal name.</summary>
    public string? UserNameAttribute { get; init; }

    public string? DomainController { get; init; }

    public string? Activity { get; init; }

    public DateTimeOffset? LastCycle { get; init; }

    public DateTimeOffset? LastCloudContact { get; init; }

    public DateTimeOffset? LastDelivery { get; init; }

    /// <summary>Whether the tenant takes passwords, as last heard.</summary>
    public bool? PasswordSync { get; init; }

    public HealthProblem? Problem { get; init; }

    /// <summary>Who leads the domain, as the service heard last; null when it does not run, or is staging.</summary>
    public LeadStatus? Lead { get; init; }

    public required PeopleStatus People { get; init; }

    public required RetryStatus Retries { get; init; }

    /// <summary>People who are to be removed from the cloud and are not yet.</summary>
    public int DeletionsWaiting { get; init; }

    /// <summary>From the change in the directory to the cloud's acknowledgement, over the last 24 hours.</summary>
    public DelayStatus? Delays { get; init; }
}

/// <summary>Who leads a domain.</summary>
/// <param name="Role">"leads", or "stands-by" while another agent does or none can.</param>
/// <param name="Agent">The name of the agent that leads; null when none does.</param>
/// <param name="Host">Its host.</param>
/// <param name="Term">The number of its term; null where the cloud knows no leases.</param>
/// <param name="Since">Since when.</param>
/// <param name="ConfirmedAt">When the cloud said so last.</param>
sealed record LeadStatus(string Role, string? Agent, string? Host, long? Term, DateTimeOffset? Since, DateTimeOffset ConfirmedAt)
{
    public static LeadStatus From(LeaseState lease) =>
        new(lease.Leads ? "leads" : "stands-by", lease.Leader, lease.LeaderHost, lease.Term, lease.Since, lease.ConfirmedAt);
}

/// <summary>People by what became of them.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Synchronized">Who can sign in with the password of the directory.</param>
/// <param name="NotSynchronized">Everybody else, by reason.</param>
/// <param name="Rules">The same, by reason and the rule behind it.</param>
sealed record PeopleStatus(int Total, int Synchronized, IReadOnlyDictionary<string, int> NotSynchronized, IReadOnlyList<ReasonCount> Rules)
{
    public static PeopleStatus From(params IEnumerable<PeopleCount> counts)
    {
        var list = counts.ToList();
        var rules = list.SelectMany(count => count.NotSynchronized)
            .GroupBy(count => (count.Reason, count.Rule))
            .Select(group => new ReasonCount(group.Key.Reason, group.Key.Rule, group.Sum(count => count.Count)))
            .OrderByDescending(count => count.Count)
            .ToList();
        var reasons = rules.GroupBy(rule => rule.Reason).ToDictionary(group => group.Key, group => group.Sum(rule => rule.Count));
        return new PeopleStatus(list.Sum(count => count.Total), list.Sum(count => count.Synchronized), reasons, rules);
    }
}

/// <summary>What is on the retry list.</summary>
/// <param name="Count">How many objects.</param>
/// <param name="Reasons">Why.</param>
sealed record RetryStatus(int Count, IReadOnlyDictionary<string, int> Reasons);

/// <summary>Delays in seconds.</summary>
/// <param name="Count">How many passwords.</param>
/// <param name="MedianSeconds">Half of them took at most so long.</param>
/// <param name="P99Seconds">99 of 100 took at most so long.</param>
/// <param name="MaxSeconds">The longest.</param>
sealed record DelayStatus(int Count, double MedianSeconds, double P99Seconds, double MaxSeconds)
{
    public static DelayStatus? From(IReadOnlyList<TimeSpan> sorted) => sorted.Count == 0
        ? null
        : new DelayStatus(sorted.Count, At(sorted, 0.5), At(sorted, 0.99), Math.Round(sorted[^1].TotalSeconds, 3));

    static double At(IReadOnlyList<TimeSpan> sorted, double quantile) =>
        Math.Round(sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(quantile * sorted.Count) - 1)].TotalSeconds, 3);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(IReadOnlyList<SyncEvent>))]
[JsonSerializable(typeof(InitResult))]
[JsonSerializable(typeof(ProofReport))]
[JsonSerializable(typeof(PermissionsReport))]
[JsonSerializable(typeof(SwitchReport))]
[JsonSerializable(typeof(ScopeReport))]
[JsonSerializable(typeof(ScopeExplanation))]
[JsonSerializable(typeof(PendingReport))]
[JsonSerializable(typeof(SignIn.SignInListReport))]
[JsonSerializable(typeof(SignIn.SignInSetReport))]
sealed partial class ReportJson : JsonSerializerContext;
