using System.CommandLine;
using System.Globalization;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge pending</c>: what would be delivered; works without the service, and changes nothing.</summary>
sealed class PendingCommand : Command
{
    const int Shown = 20;

    readonly CommonOptions _common;
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only this domain (else all of them)");
    readonly Option<bool> _all = new("--all") { Description = "Print every change, not only the first of each kind" };

    public PendingCommand(CommonOptions common)
        : base("pending", "What is to be delivered and is not: held-back deletions, what waits for its next try, and in staging mode everything")
    {
        _common = common;
        Options.Add(_connector);
        Options.Add(_all);
        SetAction(Run);
    }

    int Run(ParseResult parsed)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var domains = SettingsEditor.FindConnectors(settings, parsed.GetValue(_connector)).Select(connector => Read(home, settings, connector)).ToList();
        var report = new PendingReport(settings.Mode, settings.DeletionLimit, domains);
        var shown = parsed.GetValue(_all) ? int.MaxValue : Shown;
        _common.Print(parsed, report, ReportJson.Default.PendingReport, output => domains.ForEach(domain => Write(output, report, domain, shown)));
        return domains.Exists(domain => domain.DeletionsHeld) ? ExitCode.DoneWithFindings : ExitCode.Done;
    }

    PendingDomain Read(AgentHome home, AgentSettings settings, ConnectorSettings connector)
    {
        var path = home.SpaceOf(connector.Domain);
        if (!File.Exists(path))
            return new(connector.Domain, 0, 0, 0, 0, false, []);

        using var space = ConnectorSpace.OpenReadOnly(path, _common.Terminal.Time);
        var identity = new DirectoryIdentity(connector.Domain, connector.NetBiosName ?? "", DsName.FromDistinguishedName(DirectoryIdentity.ContextOf(connector.Domain)));
        var changes = PendingChanges.Read(space, identity, ConnectorFactory.SyncOptionsOf(connector, new SyncOptions()), connector.PasswordSync)
            .OrderBy(change => change.Kind).ThenBy(change => change.DistinguishedName, StringComparer.OrdinalIgnoreCase).ToList();
        int Count(PendingKind kind) => changes.Count(change => change.Kind == kind);
        var removed = Count(PendingKind.Remove);
        return new(connector.Domain, Count(PendingKind.Add), Count(PendingKind.Change), removed, Count(PendingKind.Password), settings.Mode == SyncMode.Active && removed > settings.DeletionLimit, changes);
    }

    static void Write(TextWriter output, PendingReport report, PendingDomain domain, int shown)
    {
        output.WriteLine(domain.Changes.Count == 0
            ? $"{domain.Domain}: nothing waits to be delivered."
            : string.Create(CultureInfo.InvariantCulture, $"{domain.Domain}: {domain.Added:N0} people to add, {domain.Changed:N0} to change, {domain.Removed:N0} to remove, {domain.Passwords:N0} passwords."));
        if (domain.DeletionsHeld)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Removals are held back: {domain.Removed:N0} are more than {report.DeletionLimit:N0} at once. Everything else goes on."));
            output.WriteLine("  If they are meant: skybridge sync --allow-deletions. If not, put the scope or the objects back: nothing is lost.");
        }
        else if (report.Mode == SyncMode.Staging && domain.Changes.Count > 0)
        {
            output.WriteLine("  The agent is in staging mode: `skybridge staging off` delivers them.");
        }

        foreach (var kind in domain.Changes.GroupBy(change => change.Kind))
        {
            foreach (var change in kind.Take(shown))
                output.WriteLine($"  {change.Kind.ToString().ToLowerInvariant(),-9}{change.UserName ?? "-"}  {change.DistinguishedName}{(change.Detail is null ? "" : $"  ({change.Detail})")}");
            if (kind.Count() > shown)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"",-9}… and {kind.Count() - shown:N0} more: --all or --json"));
        }
    }
}
