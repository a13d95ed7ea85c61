using System.Globalization;
using Skybridge.Contract;
using Skybridge.Sync.Space;
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
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "password-sync-excluded", "account-disabled", "no-password", "temporary-password", "not-exported", "no-recent-attempt", "store-unusable", "cloud-unreachable", "agent-credential-rejected", "password-sync-disabled", "disabled-by-sign-in-change", "staging-mode", "connector-disabled", "heartbeat-missing", "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (sights.StandsByFor(person) is { } other)
            return Judgement.Cleared(other);
        if (person.Retry is { Reason: not RetryEntry.Fetch } retry)
        {
            var next = retry.Due is { } due ? $"It is tried again at {Words.Moment(due)}." : "It is tried again when the person or the tenant changes.";
            return Failed($"{StatusOf(person)}, {retry.Reason} since {Words.Moment(retry.Since)}{Because(retry.Detail)} {next}", person);
        }

        if (person.Attempts is not [var last, ..])
            return Judgement.Cleared(person.State?.IsPasswordDelivered == true ? "delivered more than seven days ago" : "there was no attempt");
        if (last.Status != DeliveryStatus.Success)
            return Failed($"{last.Status} at {Words.Moment(last.At)}{(last.Reason is null ? "" : $", {last.Reason}")}{Because(last.Detail)} It is not tried again until the person or the tenant changes.", person);

        var delay = last.Delay is { } took ? string.Create(CultureInfo.InvariantCulture, $", {took.TotalSeconds:0.0} s after the change") : "";
        return Judgement.Cleared($"Success at {Words.Moment(last.At)}{delay}");
    }

    static Judgement Failed(string seen, PersonSight person) => Judgement.Found(seen, "Mend what it names.", $"Then: skybridge sync --user {person.Typed}");

    static string Because(string? detail) => detail is null ? "." : $": {detail}";

    static string StatusOf(PersonSight person) => (person.Attempts is [{ Status: not DeliveryStatus.Success } last, ..] ? last.Status : DeliveryStatus.Error).ToString();
}
