using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The tenant's feature is off.</summary>
public sealed class PasswordSyncDisabled : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "password-sync-disabled";

    /// <inheritdoc/>
    public override string Title => "Password synchronization is turned off in the cloud";

    /// <inheritdoc/>
    public override string Expected => "The tenant's feature password-sync is on.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["cloud-unreachable", "agent-credential-rejected", "disabled-by-sign-in-change"];

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        if (sights.Cloud.Any is not { } cloud)
            return Judgement.Inconclusive("The cloud did not say how the tenant is set.");
        if (cloud.Tenant.PasswordSync)
            return Judgement.Cleared("password sync on");

        var who = cloud.PasswordSyncChange is { } change ? $"{change.By} turned it off at {Words.Moment(change.At)} ({Words.Ago(sights.At - change.At)} ago)" : "it was never on";
        return Judgement.Found(
            $"The tenant's feature password-sync is off: {who}.",
            "On the cloud's host: skybridge-cloud feature set password-sync on",
            "Nothing else to do: passwords changed in the meantime are delivered within seconds.");
    }
}
