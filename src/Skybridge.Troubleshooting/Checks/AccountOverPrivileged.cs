using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The connector account can do more than it needs.</summary>
public sealed class AccountOverPrivileged : DomainCheck
{
    /// <inheritdoc/>
    public override string Slug => "account-over-privileged";

    /// <inheritdoc/>
    public override string Title => "The connector account can do more than it needs";

    /// <inheritdoc/>
    public override string Expected => "The account is in no privileged group and has no other privilege: the two replication rights are enough.";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn =>
        ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-rights-missing", "replication-disabled"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights) => domain.ExcessRights switch
    {
        null => Judgement.Inconclusive("The groups of the connector account could not be looked at."),
        [] => Judgement.Cleared($"{domain.Account} is in no privileged group"),
        var excess => Judgement.Found(
            $"{domain.Account}: {string.Join("; ", excess)}.",
            $"Take it out of these groups, and grant the two rights alone. {ReplicationRights.Of(domain).GrantCommands()[0]}",
            "Best a new account for synchronization alone: `skybridge permissions show` prints what it needs."),
    };
}
