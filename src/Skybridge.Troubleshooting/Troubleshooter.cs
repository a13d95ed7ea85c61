using Skybridge.Drsr.Security;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting;

/// <summary>Finds out why passwords do not arrive: all of them, or one person's. Looks, and changes nothing.</summary>
/// <param name="facts">Where to look.</param>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock.</param>
public sealed class Troubleshooter(AgentFacts facts, ProbeLimits limits, TimeProvider time)
{
    /// <summary>Runs every check; those of a person when one is named.</summary>
    /// <returns>The diagnosis, and what it was judged by.</returns>
    public async Task<(Diagnosis Diagnosis, Sights Sights)> RunAsync(string? person, CancellationToken cancellationToken)
    {
        var sights = await LookAsync(person, askDomainControllers: true, cancellationToken).ConfigureAwait(false);
        return (Examiner.Examine(sights, person is null ? Catalogue.General : Catalogue.All), sights);
    }

    /// <summary>Runs some checks of the agent and its domains; no domain controller is asked when none of them wants that.</summary>
    public async Task<(Diagnosis Diagnosis, Sights Sights)> RunAsync(IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checks);
        var sights = await LookAsync(person: null, checks.Any(check => !Catalogue.Cheap.Contains(check)), cancellationToken).ConfigureAwait(false);
        return (Examiner.Examine(sights, checks), sights);
    }

    async Task<Sights> LookAsync(string? person, bool askDomainControllers, CancellationToken cancellationToken)
    {
        var cloudProbe = new CloudDiagnosisProbe(limits, time);
        var domainProbe = new DomainProbe(limits, time);
        using var cloud = CloudDiagnosisProbe.Open(facts.OpenCloud, out var closed);
        var asked = cloud is null
            ? Task.FromResult(closed!)
            : cloudProbe.LookAsync(cloud, facts.Connectors.Select(connector => connector.Directory.Domain), cancellationToken);
        var domains = await Task.WhenAll(facts.Connectors.Select(connector => askDomainControllers
            ? domainProbe.LookAsync(connector, facts.StorePath, cancellationToken)
            : Task.FromResult(domainProbe.Recall(connector, facts.StorePath)))).ConfigureAwait(false);
        var agent = facts.Agent with { KerberosObstacle = KerberosLogin.FindObstacle(), Store = HomeProbe.Look(facts.StorePath, facts.SettingsPath) };
        var sights = new Sights { At = time.GetUtcNow(), Agent = agent, Cloud = await asked.ConfigureAwait(false), Domains = domains };
        return person is null
            ? sights
            : sights with { Person = await new PersonProbe(limits, time).LookAsync(person, facts, sights, cloud, cancellationToken).ConfigureAwait(false) };
    }
}
