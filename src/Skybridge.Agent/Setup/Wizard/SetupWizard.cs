using System.Globalization;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Asks step by step, forwards and backwards, and at the end once more for everything. Changes nothing.</summary>
sealed class SetupWizard(SetupPlan plan, Dialogue dialogue, IReadOnlyList<IWizardStep> steps)
{
    /// <summary>All steps of a set-up, in their order.</summary>
    public static IReadOnlyList<IWizardStep> StepsFor(SetupPlan plan, TimeProvider time) => [.. ((IWizardStep[])
    [
        new WelcomeStep(),
        new DomainStep(DomainStep.SuggestFromHost()),
        new ControllersStep(time),
        new AccountStep(time),
        new CloudStep(time),
        new CodeStep(),
        new SignInStep(),
        new ScopeStep(),
        new UserNameStep(),
        new StagingStep(),
    ]).Where(step => step.Applies(plan))];

    /// <summary>Asks until somebody says yes.</summary>
    /// <param name="fromSummary">Whether everything has been asked before.</param>
    /// <param name="cancellationToken">Ends the conversation.</param>
    public async Task RunAsync(bool fromSummary, CancellationToken cancellationToken)
    {
        var step = fromSummary ? steps.Count : 0;
        while (true)
        {
            step = await AskFromAsync(step, steps.Count, cancellationToken);
            if (await SummarizeAsync(cancellationToken) is not { } again)
                return;
            step = again;
        }
    }

    // Changing an answer leads through the later steps, too: they may depend on it, and Enter keeps what they have.
    async Task<int> AskFromAsync(int first, int end, CancellationToken cancellationToken)
    {
        var step = first;
        while (step < end)
        {
            Announce(step);
            try
            {
                dialogue.Explanation = steps[step].Explanation;
                await steps[step].AskAsync(plan, dialogue, cancellationToken);
                step++;
            }
            catch (StepBackException)
            {
                step = Math.Max(0, step - 1);
            }
        }

        return step;
    }

    void Announce(int step)
    {
        dialogue.Gap();
        dialogue.Heading($"{steps[step].Title} ({step + 1} of {steps.Count + 1})");
    }

    // The step to go back to; null for yes.
    async Task<int?> SummarizeAsync(CancellationToken cancellationToken)
    {
        dialogue.Gap();
        dialogue.Heading($"Summary ({steps.Count + 1} of {steps.Count + 1})");
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Summarize(plan) is { } decided)
                dialogue.Item($"{(i + 1).ToString(CultureInfo.InvariantCulture),2}", $"{steps[i].Title}: {decided}");
        }

        dialogue.Item("  ", $"Home: {plan.Home.Root}");
        dialogue.Say("Nothing has been changed yet.");
        dialogue.Explanation = "yes carries out what the summary says; the number of a line changes it. Should anything fail then, everything is taken back.";
        try
        {
            return await dialogue.AskAsync("Set it up? yes, or the number of what shall be changed", null, Accept, cancellationToken);
        }
        catch (StepBackException)
        {
            return steps.Count - 1;
        }
    }

    int? Accept(string line)
    {
        if (line.ToLowerInvariant() is "y" or "yes")
            return null;
        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= steps.Count
            ? number - 1
            : throw new OperatorException($"'{Dialogue.Quote(line)}' is neither yes nor a number of the list.", "Type yes, or a number; Ctrl-C leaves everything as it was.");
    }
}
