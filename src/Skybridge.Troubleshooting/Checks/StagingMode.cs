using Skybridge.Sync.Engine;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>This agent is in staging mode.</summary>
public sealed class StagingMode : AgentCheck
{
    /// <inheritdoc/>
    public override string Slug => "staging-mode";

    /// <inheritdoc/>
    public override string Title => "This agent is in staging mode: it delivers nothing";

    /// <inheritdoc/>
    public override string Expected => "The agent is active.";

    /// <inheritdoc/>
    protected override Judgement Judge(Sights sights)
    {
        if (sights.Agent.Mode == SyncMode.Active)
            return Judgement.Cleared(sights.StandsBy is [_, ..] others ? $"active, not staging: {string.Join("; ", others)}" : "active, not staging");

        var who = sights.Agent.ModeChange is { } change ? $"{change.By} put it into staging mode at {Words.Moment(change.At)}" : "it was set up in staging mode";
        return Judgement.Found(
            $"{sights.Agent.Name} is in staging mode ({who}): it reads and decides, asks for no password and delivers nothing.",
            "skybridge staging off",
            "If another agent of this forest is meant to be the active one, look there: `skybridge-cloud agent list` says which agents deliver.",
            "Nothing else to do: it goes on from what was delivered last.");
    }
}
