using Skybridge.Agent.Setup.Talk;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Whether to deliver from the start.</summary>
sealed class StagingStep : IWizardStep
{
    public string Title => "Active or staging";

    public string Explanation => "An active agent delivers. One in staging mode reads and decides the same, but asks for no password and delivers nothing: to look at what would happen, or to stand by. "
        + "`skybridge staging off` makes it active later.";

    public bool Applies(SetupPlan plan) => plan.Existing is null;

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken) =>
        plan.Staging = await dialogue.ChooseAsync("Begin", ["active: people are delivered to the cloud right away", "staging: only look; deliver nothing yet"], plan.Staging ? 1 : 0, cancellationToken) == 1;

    public string? Summarize(SetupPlan plan) => plan.Staging ? "staging: nothing is delivered yet" : "active";
}
