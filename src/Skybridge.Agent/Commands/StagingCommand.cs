using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary><c>skybridge staging</c>: whether this agent delivers.</summary>
sealed class StagingCommand : Command
{
    public StagingCommand(CommonOptions common)
        : base("staging", "Show or change whether this agent is in staging mode: reads and decides, delivers nothing")
    {
        var state = new Argument<string?>("STATE") { Description = "on or off; without, only show", Arity = ArgumentArity.ZeroOrOne };
        Arguments.Add(state);
        SetAction(parsed => Run(common, new AgentHome(common.HomeOf(parsed)), parsed.GetValue(state) is { } text ? OnOff.Parse(text) : null));
    }

    static int Run(CommonOptions common, AgentHome home, bool? staging)
    {
        var editor = new SettingsEditor(home, common.Terminal);
        if (staging is { } wanted)
        {
            var mode = wanted ? SyncMode.Staging : SyncMode.Active;
            editor.Change(settings => settings.Mode == mode ? settings : settings with { Mode = mode, ModeChange = editor.Mark() });
        }

        var now = home.ReadSettings();
        var since = now.ModeChange is { } change ? $" since {Show.Moment(change.At)}, by {change.By}" : "";
        common.Terminal.Out.WriteLine(now.Mode == SyncMode.Staging
            ? $"{now.Cloud.AgentName} is in staging mode{since}: it reads and decides, asks for no password and delivers nothing."
            : $"{now.Cloud.AgentName} is active{since}.");
        return ExitCode.Done;
    }
}
