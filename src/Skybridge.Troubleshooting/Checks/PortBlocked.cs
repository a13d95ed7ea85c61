using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>A domain controller answers on some of the ports and not on others.</summary>
public sealed class PortBlocked : ControllerCheck
{
    /// <inheritdoc/>
    public override string Slug => "port-blocked";

    /// <inheritdoc/>
    public override string Title => "A port of a domain controller is blocked";

    /// <inheritdoc/>
    public override string Expected => "TCP 88, 135 and the replication service's port answer.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["domain-not-found", "domain-controller-unreachable"];

    /// <inheritdoc/>
    protected override Judgement Judge(ControllerSight controller, DomainSight domain)
    {
        if (controller.Ports.Count == 0)
            return Judgement.Inconclusive($"{controller.Name} was not tried.");

        var closed = controller.Ports.Where(port => !port.Answers).ToList();
        if (closed.Count == 0)
            return Judgement.Cleared($"{controller.Name} answers on {string.Join(", ", controller.Ports.Select(port => port.Number))}");

        var replication = closed.Find(port => port.Number is not (88 or 135));
        List<string> remedy = [$"Open TCP {string.Join(", ", closed.Select(port => port.Number))} from this host to {controller.Address.Host} in every firewall in between, the domain controller's own included."];
        if (replication is not null || closed.Exists(port => port.Number == 135))
        {
            remedy.Add("The replication service listens on a port of the dynamic range (49152 to 65535) unless it is fixed: on Windows by the registry value "
                + @"HKLM\SYSTEM\CurrentControlSet\Services\NTDS\Parameters\TCP/IP Port, on Samba by `rpc server port:drsuapi` in smb.conf. A fixed one can be opened by itself.");
        }

        return Judgement.Found($"{controller.Name}: {Words.Ports(controller)}.", remedy);
    }
}
