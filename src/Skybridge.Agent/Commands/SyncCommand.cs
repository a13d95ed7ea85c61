using System.CommandLine;
using System.Globalization;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge sync</c>: one cycle now, by the running service or, when none runs, in this process.</summary>
sealed class SyncCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<bool> _full = new("--full") { Description = "Read everything, compare it with what the cloud has, and deliver what differs" };
    readonly Option<string?> _user = CommandOptions.Text("--user", "NAME", "One person now: user principal name, DN, sAMAccountName or DOMAIN\\name");
    readonly Option<bool> _deletions = new("--allow-deletions") { Description = "Also remove people from the cloud who are held back for being many (see `skybridge pending`)" };
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Only this domain (else all of them)");

    public SyncCommand(CommonOptions common)
        : base("sync", "Synchronize now: what changed, everything (--full), or one person (--user)")
    {
        _common = common;
        Options.Add(_full);
        Options.Add(_user);
        Options.Add(_deletions);
        Options.Add(_connector);
        Validators.Add(result =>
        {
            if (result.GetValue(_full) && result.GetValue(_user) is not null)
                result.AddError("--full and --user exclude each other.");
            if (result.GetValue(_deletions) && result.GetValue(_user) is not null)
                result.AddError("--allow-deletions and --user exclude each other.");
        });
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var domains = SettingsEditor.FindConnectors(home.ReadSettings(), parsed.GetValue(_connector)).Select(connector => connector.Domain);
        var person = parsed.GetValue(_user);
        var kind = person is not null ? RequestKind.Person : parsed.GetValue(_full) ? RequestKind.Full : RequestKind.Cycle;
        var reports = await new SyncRunner(home, [.. domains], _common.Terminal).RunAsync(kind, person ?? (parsed.GetValue(_deletions) ? AgentRequest.AllowDeletions : null), cancellationToken);
        if (reports.All(one => one.Error is not null))
            throw new OperatorException(reports[0].Error!, reports[0].Hint ?? "Look at `skybridge events`.");

        var report = CycleReport.Join(reports);
        _common.Print(parsed, report, SyncJson.Default.CycleReport, output => Write(output, reports));
        return report.Succeeded ? ExitCode.Done : ExitCode.DoneWithFindings;
    }

    static void Write(TextWriter output, IReadOnlyList<CycleReport> reports)
    {
        foreach (var report in reports)
        {
            if (report.Person is { } person)
                Write(output, person);
            else if (report.Error is not null)
                output.WriteLine($"{report.Domain}: {report.Error}{Environment.NewLine}  {report.Hint}");
            else
                Write(output, report);
        }
    }

    static void Write(TextWriter output, PersonReport person)
    {
        output.WriteLine($"{person.DistinguishedName ?? person.Name}: {person.Status}{(person.Reason is null ? "" : $" ({person.Reason})")}");
        if (person.Detail is not null)
            output.WriteLine($"  {person.Detail}");
        if (person.UserName is not null)
            output.WriteLine($"  signs in as {person.UserName}");
    }

    /// <summary>What a cycle did, for people.</summary>
    internal static void Write(TextWriter output, CycleReport report)
    {
        if (report.StandsByFor is { } leader)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Domain}: {report.ObjectsRead:N0} objects read, nothing delivered: {(leader == CycleReport.Nobody ? "no agent leads" : $"the agent {leader} leads")}, this one stands by."));
            return;
        }

        if (report.IsStaging)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Domain}: {report.ObjectsRead:N0} objects read, nothing delivered: this agent is in staging mode. `skybridge pending` shows what it would deliver."));
            return;
        }

        var seconds = Math.Max(report.Elapsed.TotalSeconds, 0.001);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Domain}: {(report.IsFull ? "full synchronization" : "changes")}: {report.ObjectsRead:N0} objects read, {report.PeopleDelivered:N0} people and {report.PasswordsDelivered:N0} passwords delivered, {report.Removed:N0} removed, in {seconds:N1} s ({report.ObjectsRead / seconds:N0} objects/s)."));
        if (report.GroupsDelivered + report.GroupsRemoved + report.MembershipsDelivered > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {report.GroupsDelivered:N0} groups delivered, {report.GroupsRemoved:N0} removed, {report.MembershipsDelivered:N0} memberships."));
        if (report.DeletionsWaiting > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.DeletionsWaiting:N0} people are to be removed from the cloud and are not: see `skybridge pending`."));
        if (report.Failed > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Failed:N0} were refused and are on the retry list: see `skybridge status`."));
    }
}
