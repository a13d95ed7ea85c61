using Skybridge.Drsr.Drs;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>A domain controller does not answer at all.</summary>
public sealed class DomainControllerUnreachable : ControllerCheck
{
    // What other checks judge: rights that are missing, and replication that is switched off.
    static readonly int[] Judged = [DrsException.AccessDenied, 5, DrsException.SourceDisabled, DrsException.SinkDisabled];

    /// <inheritdoc/>
    public override string Slug => "domain-controller-unreachable";

    /// <inheritdoc/>
    public override string Title => "A domain controller does not answer";

    /// <inheritdoc/>
    public override string Expected => "The domain controller answers on its ports.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["domain-not-found"];

    /// <inheritdoc/>
    protected override Judgement Judge(ControllerSight controller, DomainSight domain)
    {
        if (controller.NotResolved is { } nameless)
            return Judgement.Found(nameless, $"Correct the name {controller.Address.Host} in the connector's settings or in DNS, or give an address: ADDRESS:NAME.");
        if (controller.Ports.Count == 0)
            return Judgement.Inconclusive($"{controller.Name} was not tried.");
        if (!controller.AnswersAtAll)
            return Judgement.Found($"{controller.Name} answers on none of its ports: {Words.Ports(controller)}.", Remedy(controller));
        if (controller.BindFailure is { } strange && controller.Ports.All(port => port.Answers) && controller.Refusal(Judged) is null)
            return Judgement.Found($"{controller.Name} answers, but not as a domain controller does: {strange.Message}", Name(controller), Look(controller));
        return Judgement.Cleared($"{controller.Name} answers");
    }

    static string Name(ControllerSight controller) =>
        $"Check that {controller.Address.Name ?? controller.Address.Host} is the domain controller's own DNS name, under which Active Directory knows it; a wrong one is corrected in the connector's settings (ADDRESS:NAME).";

    static string Look(ControllerSight controller) => $"Look at the directory service's log on {controller.Address.Host}: it may be starting, shutting down, or out of order.";

    static string[] Remedy(ControllerSight controller) => controller.Ports.All(port => port.State == PortState.Dropped)
        ?
        [
            $"Check that {controller.Address.Host} is the domain controller's address, that it is up, and that a route leads there: nothing at all came back.",
            "If it is up, a firewall in between drops everything: open TCP 88, 135 and the replication port from this host to it.",
        ]
        : controller.Ports.Any(port => port.State == PortState.Mute)
        ? [$"{controller.Address.Host} takes connections and says nothing: look at the domain controller itself; its services hang, or it is starting or shutting down."]
        : [$"Check that the domain controller's services run on {controller.Address.Host}: the host is there, and nobody listens."];
}
