using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Nothing was tried within seven days.</summary>
public sealed class NoRecentAttempt : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "no-recent-attempt";

    /// <inheritdoc/>
    public override string Title => "The password was not attempted";

    /// <inheritdoc/>
    public override string Expected => "The password that the directory holds was delivered, or an attempt was made within seven days.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "password-sync-excluded", "account-disabled", "temporary-password", "not-exported", "cloud-unreachable", "agent-credential-rejected", "password-sync-disabled", "disabled-by-sign-in-change", "staging-mode", "connector-disabled", "heartbeat-missing", "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.State is not { } state)
            return Judgement.Inconclusive("The object is not known.");
        if (person.Attempts is [var last, ..])
            return Judgement.Cleared($"last attempt {Words.Ago(sights.At - last.At)} ago");
        if (state.IsPasswordDelivered)
            return Judgement.Cleared("the present password was delivered more than seven days ago");

        return state.HasPassword
            ? Judgement.Found(
                $"No attempt was made within seven days, and the cloud does not have the present password of {state.DistinguishedName}.",
                "skybridge sync --user NAME, which also says what is in the way",
                "`skybridge status` says whether the service runs, and what it is doing.")
            : Judgement.Found($"{state.DistinguishedName} has no password in Active Directory.", "Set one.");
    }
}
