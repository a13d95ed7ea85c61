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
    public override IReadOnlyList<string> DependsOn => ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "connector-account-rejected"];

    /// <inheritdoc/>
    protected override Judgement Judge(ControllerSight controller, DomainSight domain)
    {
        ReadSight?[] reads = [controller.Plain, controller.Secret];
        if (reads.FirstOrDefault(read => read?.Refused(DrsException.SourceDisabled, DrsException.SinkDisabled) == true) is { Failure: { } failure })
        {
            var name = controller.Address.Name ?? controller.Address.Host;
            return Judgement.Found(
                $"{controller.Name}: {failure.Message}",
                $"On Windows: repadmin /options {name} -DISABLE_OUTBOUND_REPL -DISABLE_INBOUND_REPL",
                $"On Samba: samba-tool drs options {name} --dsa-option=-DISABLE_OUTBOUND_REPL; samba-tool drs options {name} --dsa-option=-DISABLE_INBOUND_REPL",
                "Somebody switched it off on purpose, or Active Directory did after a restore (USN rollback, event 2095): find out which before switching it on.");
        }

        return reads.Any(read => read is not null) ? Judgement.Cleared($"{controller.Name} replicates") : Judgement.Inconclusive($"{controller.Name} was not asked to replicate.");
    }
}
