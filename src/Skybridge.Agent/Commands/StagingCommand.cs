using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge staging</c>: whether this agent delivers.</summary>
sealed class StagingCommand : Command
{
    readonly CommonOptions _common;
    readonly Argument<string?> _state = new("STATE") { Description = "on or off; without, only show", Arity = ArgumentArity.ZeroOrOne };

    public StagingCommand(CommonOptions common)
        : base("staging", "Show or change whether this agent is in staging mode: reads and decides, delivers nothing")
    {
        _common = common;
        Arguments.Add(_state);
        SetAction(Run);
    }

    int Run(ParseResult parsed)
    {
        var home = new AgentHome(_common.HomeOf(parsed));
        if (parsed.GetValue(_state) is { } text)
            new SettingsEditor(home, _common.Terminal).SetMode(OnOff.Parse(text) ? SyncMode.Staging : SyncMode.Active);

        var now = home.ReadSettings();
        var report = SwitchReport.Of("staging", now.Mode == SyncMode.Staging, now.ModeChange);
        _common.Print(parsed, report, ReportJson.Default.SwitchReport, output => output.WriteLine(now.Mode == SyncMode.Staging
            ? $"{now.Cloud.AgentName} is in staging mode{report.Since}: it reads and decides, asks for no password and delivers nothing."
            : $"{now.Cloud.AgentName} is active{report.Since}."));
        return ExitCode.Done;
    }
}
