using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>DNS has no domain controller for the domain.</summary>
public sealed class DomainNotFound : DomainCheck
{
    /// <inheritdoc/>
    public override string Slug => "domain-not-found";

    /// <inheritdoc/>
    public override string Title => "DNS knows no domain controller of the domain";

    /// <inheritdoc/>
    public override string Expected => "DNS answers with the domain's controllers, or the settings name them, and each name has an address.";

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.NotFound is { } why)
            return Judgement.Found(why, Remedy(domain));
        if (domain.Controllers.Count > 0 && domain.Controllers.All(controller => controller.NotResolved is not null))
            return Judgement.Found(string.Join(" ", domain.Controllers.Select(controller => controller.NotResolved)), Remedy(domain));
        return Judgement.Cleared($"{domain.Controllers.Count} domain controller{(domain.Controllers.Count == 1 ? "" : "s")} of {domain.Domain} known");
    }

    static string[] Remedy(DomainSight domain) =>
    [
        $"Check that this host asks a DNS server that knows {domain.Domain}: dig SRV _ldap._tcp.dc._msdcs.{domain.Domain}",
        "If another server knows it, name it as `dnsServer` of the connector in agent.json; or name the domain controllers as `domainControllers`, each as ADDRESS:NAME.",
    ];
}
