using System.CommandLine;
using Skybridge.Agent.Watching;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;
using Skybridge.Troubleshooting.Reports;

namespace Skybridge.Agent.Commands;

/// <summary>What a connector account needs.</summary>
/// <param name="Domain">In which domain.</param>
/// <param name="Account">Which account.</param>
/// <param name="NamingContext">On which object.</param>
/// <param name="Rights">Which rights.</param>
/// <param name="Commands">What grants them.</param>
sealed record PermissionsReport(string Domain, string Account, string NamingContext, IReadOnlyList<string> Rights, IReadOnlyList<string> Commands);

/// <summary><c>skybridge permissions</c>: what the connector account needs, and whether it has it.</summary>
sealed class PermissionsCommand : Command
{
    static readonly string[] Concerned =
    [
        "domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected", "replication-disabled", "replication-rights-missing",
        "account-over-privileged",
    ];

    readonly CommonOptions _common;
    readonly Option<string?> _connector = CommandOptions.Text("--connector", "DOMAIN", "Which connector, where there are several");

    public PermissionsCommand(CommonOptions common)
        : base("permissions", "Show the rights that the connector account needs, and check whether it has them")
    {
        _common = common;
        var show = new Command("show", "Print the rights and the commands that grant them") { _connector };
        show.SetAction(RunShow);
        var check = new Command("check", "Log in, replicate, and say what is missing; changes nothing");
        check.SetAction(RunCheckAsync);
        Subcommands.Add(show);
        Subcommands.Add(check);
    }

    int RunShow(ParseResult parsed)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var settings = home.ReadSettings();
        var connector = SettingsEditor.FindConnector(settings, parsed.GetValue(_connector));
        var rights = TroubleshooterFactory.RightsOf(home, connector, _common.Terminal.Time);
        var report = new PermissionsReport(connector.Domain, rights.Account, rights.NamingContext, [ReplicationRights.Changes, ReplicationRights.ChangesAll], rights.GrantCommands());
        _common.Print(parsed, report, ReportJson.Default.PermissionsReport, output => Write(output, report));
        return ExitCode.Done;
    }

    async Task<int> RunCheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var troubleshooter = TroubleshooterFactory.Create(new AgentHome(_common.HomeOf(parsed)), new ProbeLimits(), _common.Terminal.Time);
        var (diagnosis, sights) = await troubleshooter.RunAsync([.. Catalogue.General.Where(check => Concerned.Contains(check.Slug))], cancellationToken);
        _common.Print(parsed, diagnosis, DiagnosisJson.Default.Diagnosis, output => new TextReport(output, _common.Terminal.CanStyle, _common.Terminal.OutputWidth).Write(diagnosis, sights));
        return diagnosis.Found.Any() ? ExitCode.DoneWithFindings : ExitCode.Done;
    }

    static void Write(TextWriter output, PermissionsReport report)
    {
        output.WriteLine($"{report.Account} needs on {report.NamingContext}, and nothing else:");
        foreach (var right in report.Rights)
            output.WriteLine($"  {right}");
        output.WriteLine();
        foreach (var command in report.Commands)
            output.WriteLine(command);
    }
}
