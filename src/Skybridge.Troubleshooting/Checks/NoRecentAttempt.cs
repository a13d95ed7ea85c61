using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Nothing was tried within seven days.</summary>
public sealed class NoRecentAttempt : PersonCheck
{
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override string Slug => "no-recent-attempt";

    /// <inheritdoc/>
    public override string Title => "The password was not attempted";

    /// <inheritdoc/>
    public override string Expected => "The password that the directory holds was delivered, or an attempt was made within seven days.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "password-sync-excluded", "account-disabled", "no-password", "temporary-password", "not-exported", "store-unusable", "cloud-unreachable", "agent-credential-rejected", "password-sync-disabled", "disabled-by-sign-in-change", "staging-mode", "connector-disabled", "heartbeat-missing", "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (sights.StandsByFor(person) is { } other)
            return Judgement.Cleared(other);
        if (person.State is not { } state)
            return Judgement.Inconclusive("The object is not known.");
        if (!state.HasPassword || state.IsPasswordDelivered)
            return Judgement.Cleared(person.Attempts is [var latest, ..] ? $"last attempt {Words.Ago(sights.At - latest.At)} ago" : "the present password was delivered more than seven days ago");

        var changed = state.LastSetSeen?.Time ?? DateTimeOffset.MinValue;
        if (person.Retry is not null || person.Attempts is [var last, ..] && (last.At >= changed || sights.At - changed < Grace))
            return Judgement.Cleared(person.Attempts is [var any, ..] ? $"last attempt {Words.Ago(sights.At - any.At)} ago" : "on the retry list");

        return Judgement.Found(
            person.Attempts is [var before, ..]
                ? $"The password of {state.DistinguishedName} was changed at {Words.Moment(changed)}, and the last attempt was before, at {Words.Moment(before.At)}."
                : $"No attempt was made within seven days, and the cloud does not have the present password of {state.DistinguishedName}.",
            $"skybridge sync --user {person.Typed}, which also says what is in the way",
            "`skybridge status` says whether the service runs, and what it is doing.");
    }
}
