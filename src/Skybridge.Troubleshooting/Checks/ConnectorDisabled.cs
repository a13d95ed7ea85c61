using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Password synchronization is off for one connector only.</summary>
public sealed class ConnectorDisabled : DomainCheck
{
    /// <inheritdoc/>
    public override string Slug => "connector-disabled";

    /// <inheritdoc/>
    public override string Title => "Password synchronization is turned off for this domain";

    /// <inheritdoc/>
    public override string Expected => "The domain's connector synchronizes passwords.";

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.PasswordSync)
            return Judgement.Cleared($"passwords of {domain.Domain} are to be synchronized");

        var who = domain.PasswordSyncChange is { } change ? $"by {change.By} at {Words.Moment(change.At)}" : "in the agent's settings";
        return Judgement.Found(
            $"Password synchronization of {domain.Domain} was turned off {who}. Objects are synchronized all the same.",
            $"skybridge password-sync on --connector {domain.Domain}",
            "Nothing else to do: passwords changed in the meantime are delivered within seconds.");
    }
}
