using System.Globalization;
using Skybridge.Contract;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The last attempt did not succeed; quotes its status word.</summary>
public sealed class LastAttemptFailed : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "last-attempt-failed";

    /// <inheritdoc/>
    public override string Title => "The last attempt failed";

    /// <inheritdoc/>
    public override string Expected => "The last attempt ended with Success.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "password-sync-excluded", "account-disabled", "temporary-password", "not-exported", "no-recent-attempt", "cloud-unreachable", "agent-credential-rejected", "password-sync-disabled", "disabled-by-sign-in-change", "staging-mode", "connector-disabled", "heartbeat-missing", "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Attempts is not [var last, ..])
            return Judgement.Cleared(person.State?.IsPasswordDelivered == true ? "delivered more than seven days ago" : "there was no attempt");
        if (last.Status == DeliveryStatus.Success && person.Retry is null)
        {
            var delay = last.Delay is { } took ? string.Create(CultureInfo.InvariantCulture, $", {took.TotalSeconds:0.0} s after the change") : "";
            return Judgement.Cleared($"Success at {Words.Moment(last.At)}{delay}");
        }

        var next = person.Retry switch
        {
            null => "It is not tried again until the person or the tenant changes.",
            { Due: null } => "It is tried again when the person or the tenant changes.",
            { Due: { } due } => $"It is tried again at {Words.Moment(due)}.",
        };
        return Judgement.Found(
            $"{last.Status} at {Words.Moment(last.At)}{(last.Reason is null ? "" : $", {last.Reason}")}{(last.Detail is null ? "." : $": {last.Detail}")} {next}",
            "Mend what it names.",
            "Then: skybridge sync --user NAME");
    }
}
