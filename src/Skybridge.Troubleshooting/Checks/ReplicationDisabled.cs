using Skybridge.Drsr.Drs;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>Replication is switched off on a domain controller.</summary>
public sealed class ReplicationDisabled : ControllerCheck
{
    /// <inheritdoc/>
    public override string Slug => "replication-disabled";

    /// <inheritdoc/>
    public override string Title => "Replication is switched off on a domain controller";

    /// <inheritdoc/>
    public override string Expected => "The domain controller lets its changes be read.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(ControllerSight controller, DomainSight domain)
    {
        if (controller.Refusal(DrsException.SourceDisabled, DrsException.SinkDisabled) is not { } refusal)
            return controller.Plain is null ? Judgement.Inconclusive($"{controller.Name} was not asked to replicate.") : Judgement.Cleared($"{controller.Name} replicates");

        var name = controller.Address.Name ?? controller.Address.Host;
        return Judgement.Found(
            $"{controller.Name}: {refusal.Message}",
            "Find out first who switched it off: an administrator, or Active Directory itself after a restore (USN rollback, event 2095), in which case the domain controller must be rebuilt, not switched on.",
            $"On Windows: repadmin /options {name} -DISABLE_OUTBOUND_REPL -DISABLE_INBOUND_REPL",
            $"On Samba: samba-tool drs options {name} --dsa-option=-DISABLE_OUTBOUND_REPL -U Administrator (and the same with -DISABLE_INBOUND_REPL)",
            "A read-only domain controller never lets its changes be read: name a writable one.");
    }
}
