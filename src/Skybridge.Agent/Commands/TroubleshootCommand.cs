using System.CommandLine;
using Skybridge.Agent.Watching;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;
using Skybridge.Troubleshooting.Reports;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge troubleshoot</c>: why passwords do not arrive, and what to do about it.</summary>
sealed class TroubleshootCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<bool> _all = new("--all") { Description = "Run every check, and ask nothing" };
    readonly Option<string?> _user = CommandOptions.Text("--user", "NAME", "One person: user principal name, DN, sAMAccountName or DOMAIN\\name");
    readonly Option<string?> _html = CommandOptions.Text("--html", "FILE", "Write the report to a file as well, to print or to attach to a ticket");

    public TroubleshootCommand(CommonOptions common)
        : base("troubleshoot", "Find out why passwords do not arrive, and what to do; changes nothing")
    {
        _common = common;
        Options.Add(_all);
        Options.Add(_user);
        Options.Add(_html);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        var person = parsed.GetValue(_user);
        var troubleshooter = TroubleshooterFactory.Create(home, new ProbeLimits(), _common.Terminal.Time);
        if (person is null && !parsed.GetValue(_all) && !parsed.GetValue(_common.Json) && parsed.GetValue(_html) is null && _common.Terminal.CanAsk)
            person = await new TroubleshootMenu(_common.Terminal).AskAsync(cancellationToken);

        var (diagnosis, sights) = await troubleshooter.RunAsync(person, cancellationToken);
        if (parsed.GetValue(_html) is { } file)
            await File.WriteAllTextAsync(file, HtmlReport.Write(diagnosis, sights), cancellationToken);
        _common.Print(parsed, diagnosis, DiagnosisJson.Default.Diagnosis, output => new TextReport(output, _common.Terminal.CanStyle, _common.Terminal.OutputWidth).Write(diagnosis, sights));
        return diagnosis.Found.Any() ? ExitCode.DoneWithFindings : ExitCode.Done;
    }
}
