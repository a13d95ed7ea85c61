using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Somebody reset it in the cloud after the last synchronization.</summary>
public sealed class CloudPasswordOverridden : PersonCheck
{
    /// <inheritdoc/>
    public override string Slug => "cloud-password-overridden";

    /// <inheritdoc/>
    public override string Title => "The password was set in the cloud";

    /// <inheritdoc/>
    public override string Expected => "The password that the cloud checks is the one that was synchronized last.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["user-not-found", "not-a-user", "out-of-scope", "not-exported", "cloud-unreachable", "agent-credential-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(PersonSight person, Sights sights)
    {
        if (person.Cloud is not { } cloud)
            return Judgement.Inconclusive("The cloud could not be asked about the person.");
        if (cloud.Password is not { Synchronized: false } set)
            return Judgement.Cleared(cloud.Password is { } password ? $"the cloud's password was synchronized at {Words.Moment(password.At)}" : "the cloud has no password for the person");

        // "user:" is how the audit log names the person themself.
        var who = set.By?.StartsWith("user:", StringComparison.Ordinal) == true
            ? "The person chose a new password in the cloud"
            : $"{set.By ?? "Somebody"} reset the password in the cloud";
        return Judgement.Found(
            $"{who} at {Words.Moment(set.At)}, after the last synchronization. It stands until the password changes in Active Directory.",
            $"If the password of Active Directory shall count again: skybridge sync --user {person.Typed}",
            "Or the person changes the password in Active Directory.");
    }
}
