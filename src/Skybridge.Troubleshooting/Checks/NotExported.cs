using Skybridge.Contract;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The cloud has no such object; quotes its error.</summary>
public sealed class NotExported : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "not-exported";

    /// <inheritdoc/>
    public override string Title => "The cloud does not have the person";

    /// <inheritdoc/>
    public override string Expected => "The cloud took the person.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "cloud-unreachable", "agent-credential-rejected", "staging-mode", "heartbeat-missing"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Cloud is not { } cloud)
            return Judgement.Inconclusive("The cloud could not be asked about the person.");
        if (person.Retry is { Reason: RefusalReasons.AnchorTaken, Detail: var rival })
        {
            return Judgement.Found(
                $"The cloud has another account with the same source anchor, and that one is the person. Its error: {rival}",
                "Two accounts have the same mS-DS-ConsistencyGuid, perhaps because one was copied from the other. Clear it on the account that is not meant, or give it a value of its own.",
                "Where both are the same person, leave one of the two out of the scope: skybridge scope set",
                $"Then: skybridge sync --user {person.Typed}");
        }

        if (cloud is { Known: true, Deleted: null })
            return cloud.Administrator == true
                ? Judgement.Found($"{cloud.UserName} is an administrator of the cloud, whom synchronization never writes.", "An administrator of the cloud signs in with a password of the cloud: skybridge-cloud user reset-password NAME", "Better: give the person an account of their own for administration.")
                : Judgement.Cleared($"the cloud knows the person as {cloud.UserName}");

        var failure = person.Attempts.FirstOrDefault(attempt => attempt.Status is DeliveryStatus.TargetNotExportedToDirectory or DeliveryStatus.NoTargetConnection);
        var reason = person.Retry?.Detail ?? failure?.Detail;
        if (cloud.NameTakenBy is { } other)
        {
            return Judgement.Found(
                $"The cloud has nobody with this source anchor, and the name belongs to somebody else: {other}.{(reason is null ? "" : $" Its error: {reason}")}",
                "`skybridge-cloud user show NAME` on the cloud's host says who has it. Give one of the two another user principal name in Active Directory, or leave the name to the one who has it.",
                $"Then: skybridge sync --user {person.Typed}");
        }

        return Judgement.Found(
            cloud.Deleted is { } deleted
                ? $"The person left the cloud at {Words.Moment(deleted)} and was not brought back.{(reason is null ? "" : $" Its error: {reason}")}"
                : $"The cloud has nobody with this source anchor.{(reason is null ? " There is no error either: it was never delivered." : $" Its error: {reason}")}",
            "Mend what the error names, in Active Directory.",
            $"Then: skybridge sync --user {person.Typed}");
    }
}
