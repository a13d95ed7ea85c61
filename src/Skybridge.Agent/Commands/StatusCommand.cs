using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge status</c>: reads what the service last wrote; works without it.</summary>
sealed class StatusCommand : Command
{
    static readonly TimeSpan DelayWindow = TimeSpan.FromHours(24);

    readonly CommonOptions _common;

    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only this domain (else all of them)");

    public StatusCommand(CommonOptions common)
        : base("status", "How synchronization is doing, who is synchronized, and who is not and why")
    {
        _common = common;
        Options.Add(_connector);
        SetAction(Run);
    }

    int Run(ParseResult parsed)
    {
        var report = Read(new AgentHome(_common.HomeOf(parsed)), parsed.GetValue(_connector));
        _common.Print(parsed, report, ReportJson.Default.StatusReport, output => new StatusText(output, _common.Terminal).Write(report));
        return report.Causes.Any(cause => !cause.IsWarning) || report.Domains.Any(domain => domain.Problem is not null) ? ExitCode.DoneWithFindings : ExitCode.Done;
    }

    StatusReport Read(AgentHome home, string? only)
    {
        var settings = home.ReadSettings();
        var (health, causes) = ReadStore(home);
        var isRunning = HomeLock.IsTaken(home);
        var domains = SettingsEditor.FindConnectors(settings, only).Select(connector => ReadDomain(home, connector, health.GetValueOrDefault(connector.Domain), isRunning)).ToList();
        return new StatusReport
        {
            Home = home.Root,
            ServiceProcess = isRunning ? health.Values.FirstOrDefault()?.ProcessId : null,
            Mode = settings.Mode,
            Cloud = settings.Cloud.Url,
            AgentName = settings.Cloud.AgentName,
            Causes = causes,
            Domains = domains.ConvertAll(domain => domain.Status),
            People = PeopleStatus.From(domains.Select(domain => domain.People)),
        };
    }

    (DomainStatus Status, PeopleCount People) ReadDomain(AgentHome home, ConnectorSettings connector, DomainHealth? health, bool isRunning)
    {
        var path = home.SpaceOf(connector.Domain);
        using var space = File.Exists(path) ? ConnectorSpace.OpenReadOnly(path, _common.Terminal.Time) : null;
        var people = space?.CountPeople() ?? new PeopleCount(0, 0, []);
        var retries = space?.CountRetries() ?? [];
        var status = new DomainStatus
        {
            Domain = connector.Domain,
            Account = connector.Account,
            UserNameAttribute = connector.UserNameAttribute,
            DomainController = health?.DomainController,
            Activity = health?.Activity,
            LastCycle = health?.LastCycle,
            LastCloudContact = health?.LastCloudContact,
            LastDelivery = health?.LastDelivery,
            PasswordSync = health?.Tenant?.PasswordSync,
            Problem = health?.Problem,
            Lead = isRunning && health?.Lease is { } lease ? LeadStatus.From(lease) : null,
            People = PeopleStatus.From(people),
            Retries = new RetryStatus(retries.Sum(retry => retry.Count), retries.ToDictionary(retry => retry.Reason, retry => retry.Count)),
            DeletionsWaiting = space?.CountRemovals() ?? 0,
            Delays = DelayStatus.From(space?.GetDelays(_common.Terminal.Time.GetUtcNow() - DelayWindow) ?? []),
        };
        return (status, people);
    }

    (Dictionary<string, DomainHealth> Health, IReadOnlyList<StandingCause> Causes) ReadStore(AgentHome home)
    {
        if (!File.Exists(home.Store))
            return ([], []);

        using var store = AgentStore.OpenReadOnly(home.Store, _common.Terminal.Time);
        return (store.GetHealth().ToDictionary(entry => entry.Health.Domain, entry => entry.Health), store.GetCauses());
    }
}
