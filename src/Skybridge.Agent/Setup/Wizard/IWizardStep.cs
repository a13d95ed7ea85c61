using Skybridge.Agent.Setup.Talk;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>One thing that a set-up must know. Every answer is checked at once, and a wrong one asked for again.</summary>
interface IWizardStep
{
    /// <summary>A few words.</summary>
    string Title { get; }

    /// <summary>What it is about, for whoever types a question mark.</summary>
    string Explanation { get; }

    /// <summary>Whether it is to be asked at all.</summary>
    bool Applies(SetupPlan plan) => true;

    /// <summary>Asks until the plan has what it needs. What was said before is what Enter alone means.</summary>
    /// <exception cref="StepBackException">The step before is wanted.</exception>
    Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken);

    /// <summary>What was decided, in one line; null when that is not worth one.</summary>
    string? Summarize(SetupPlan plan);
}
