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

        List<string> remedy = [];
        if (closed.FindAll(port => port.State != PortState.Mute) is { Count: > 0 } blocked)
            remedy.Add($"Open TCP {string.Join(", ", blocked.Select(port => port.Number))} from this host to {controller.Address.Host} in every firewall in between, the domain controller's own included.");
        if (closed.FindAll(port => port.State == PortState.Mute) is { Count: > 0 } mute)
            remedy.Add($"TCP {string.Join(", ", mute.Select(port => port.Number))} takes connections and says nothing: look for a proxy or an inspecting firewall in between, and at the service itself.");
        if (closed.Exists(port => port.Purpose == PortSight.ReplicationService))
        {
            remedy.Add("The replication service listens on a port of the dynamic range (49152 to 65535) unless it is fixed: on Windows by the registry value "
                + @"HKLM\SYSTEM\CurrentControlSet\Services\NTDS\Parameters\TCP/IP Port, on Samba by `rpc server port:drsuapi` in smb.conf. A fixed one can be opened by itself.");
        }

        return Judgement.Found($"{controller.Name}: {Words.Ports(controller)}.", remedy);
    }
}
