using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The agent was not heard of for too long, and nothing else explains it.</summary>
public sealed class HeartbeatMissing : AgentCheck
{
    static readonly TimeSpan CloudPatience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan OwnPatience = TimeSpan.FromHours(3);

    /// <inheritdoc/>
    public override string Slug => "heartbeat-missing";

    /// <inheritdoc/>
    public override string Title => "The agent is silent";

    /// <inheritdoc/>
    public override string Expected => "The service runs, and the cloud hears of it every 30 seconds.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn =>
        ["store-unusable", "cloud-unreachable", "agent-credential-rejected", "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected",
         "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        var own = sights.Domains.Max(domain => domain.Stored?.Health?.LastCloudContact);
        var (last, patience, where) = sights.Cloud.Any is { } cloud ? (cloud.LastContact ?? own, CloudPatience, "The cloud") : (own, OwnPatience, "The agent's own log");
        var service = sights.Agent.ServiceRuns ? "The service runs." : "The service does not run.";
        if (last is not { } at)
        {
            return sights.Agent.ServiceRuns
                ? Judgement.Inconclusive($"{where} knows of no contact yet. {service}")
                : Judgement.Found($"{where} knows of no contact. {service}", Start());
        }

        var silent = sights.At - at;
        return silent <= patience
            ? Judgement.Cleared($"heard of {Words.Ago(silent)} ago")
            : Judgement.Found($"{where} last heard of {sights.Agent.Name} {Words.Ago(silent)} ago, at {Words.Moment(at)}. {service}", sights.Agent.ServiceRuns ? Look() : Start());
    }

    static string[] Start() => ["Start the service: systemctl start skybridge (or `skybridge run` in a terminal).", "`skybridge events` says why it ended."];

    static string[] Look() => ["`skybridge events` says what the service is doing.", "If it hangs: systemctl restart skybridge, and report what `skybridge events` said."];
}
