using Skybridge.Sync.Space;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The cloud refuses deliveries, or people wait on the retry list.</summary>
public sealed class DeliveryFailing : DomainCheck
{
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override string Slug => "delivery-failing";

    /// <inheritdoc/>
    public override string Title => "Some deliveries fail";

    /// <inheritdoc/>
    public override string Expected => "The cloud takes every change, and nobody waits on the retry list for longer than a minute.";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn =>
        ["store-unusable", "cloud-unreachable", "agent-credential-rejected", "password-sync-disabled", "disabled-by-sign-in-change", "staging-mode", "connector-disabled", "domain-not-found",
         "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-rights-missing", "replication-disabled", "heartbeat-missing"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.Stored is not { } stored)
            return Judgement.Inconclusive($"The agent's own store of {domain.Domain} could not be read: {domain.StoreObstacle}");
        if (sights.Agent.ServiceRuns && domain.StandsBy is { } other)
            return Judgement.Cleared(other);
        if (stored.Health?.Problem is { Cause: "delivery-failing" } problem)
            return Judgement.Found($"Since {Words.Moment(problem.Since)}: {problem.Error}", problem.Hint) with { Severity = Severity.Error };

        if (stored.Sample is { Differing: > 0 } sample)
        {
            return Judgement.Found(
                $"Of {sample.Compared} passwords that were compared at {Words.Moment(sample.At)}, the cloud has {sample.Differing} otherwise than the directory, or not at all.",
                "`skybridge verify --sample 1000` says whose. One person: skybridge sync --user NAME; everybody: skybridge sync --full");
        }

        var waiting = stored.Retries.Where(retry => retry.Reason != RetryEntry.Fetch && sights.At - retry.Since > Grace).ToList();
        return waiting.Count == 0
            ? Judgement.Cleared($"nobody of {domain.Domain} waits on the retry list")
            : Judgement.Found(
                string.Join(" ", waiting.Select(retry => $"{retry.Count} × {retry.Reason} since {Words.Moment(retry.Since)}{(retry.Detail is null ? "." : $", such as: {retry.Detail}")}")),
                "`skybridge troubleshoot --user NAME` says for each person what is in the way.",
                "What can be mended is tried again by itself; after a change in the cloud: skybridge sync --full");
    }
}
