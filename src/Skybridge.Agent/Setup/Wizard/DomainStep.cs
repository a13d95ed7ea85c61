using System.Net.NetworkInformation;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Which domain.</summary>
/// <param name="suggestion">The host's own DNS suffix; null when it has none.</param>
sealed class DomainStep(string? suggestion) : IWizardStep
{
    public string Title => "Domain";

    public string Explanation => "The DNS name of the Active Directory domain, such as corp.example: what follows the @ in most people's user principal names, "
        + "and what `echo %USERDNSDOMAIN%` prints on one of its Windows computers. Not the short NetBIOS name. Another domain of the forest is added later, by `skybridge init` again.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        var usual = plan.Domain.Length > 0 ? plan.Domain : suggestion;
        plan.SetDomain(await dialogue.AskAsync("Domain", usual, line => Accept(plan, line), cancellationToken));
    }

    public string? Summarize(SetupPlan plan) => plan.Domain;

    /// <summary>The first DNS suffix of this host that can be a domain's; null when there is none.</summary>
    public static string? SuggestFromHost()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Select(network => network.GetIPProperties().DnsSuffix)
                .FirstOrDefault(suffix => suffix.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(suffix) == UriHostNameType.Dns);
        }
        catch (Exception error) when (error is NetworkInformationException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    static string Accept(SetupPlan plan, string line)
    {
        var domain = InitSteps.ToDomain(line);
        return plan.Existing?.Connectors.Any(connector => string.Equals(connector.Domain, domain, StringComparison.OrdinalIgnoreCase)) ?? false
            ? throw new OperatorException($"The agent reads {domain} already.", "Name another domain; leave with Ctrl-C and run `skybridge init` again to change this one.")
            : domain;
    }
}
