using System.Globalization;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Who is meant: containers picked from the domain's own tree.</summary>
sealed class ScopeStep : IWizardStep
{
    const string Right = "right";

    public string Title => "Scope";

    public string Explanation => "Only people in chosen containers are synchronized: in a container or anywhere below it. Numbers turn containers on and off, with everything below them: 3, or 2 5-7. "
        + "'all' and 'none' turn all of them, 'more' shows the next page, 'find TEXT' goes to a name. [x] is chosen, [-] has something chosen below it. The number at the end of a line counts people. "
        + "`skybridge scope` changes it later; groups and single people are left out there, too.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        await SurveyAsync(plan, dialogue, cancellationToken);
        var picker = new ScopePicker(plan.Survey!, plan.Scope, plan.Domain);
        var first = 0;
        while (true)
        {
            dialogue.Lines(picker.Page(first, dialogue.Width));
            if (picker.Count > ScopePicker.PageSize)
                dialogue.Say($"{first + 1} to {Math.Min(first + ScopePicker.PageSize, picker.Count)} of {picker.Count}; 'more' shows the next.");
            dialogue.Say(string.Create(CultureInfo.InvariantCulture, $"{(picker.HasAny ? plan.Survey!.CountPeople(picker.Rules) : 0):N0} of {plan.Survey!.People:N0} people are meant."));
            var answer = await dialogue.AskAsync("Numbers to turn, or Enter when it is right", Right, line => Accept(picker, ref first, line), cancellationToken);
            if (answer)
                break;
        }

        plan.Scope = plan.Scope with { Include = picker.Rules.Include, Exclude = picker.Rules.Exclude };
    }

    public string? Summarize(SetupPlan plan)
    {
        var people = plan.Survey is { } survey ? string.Create(CultureInfo.InvariantCulture, $" ({survey.CountPeople(plan.Scope):N0} of {survey.People:N0} people)") : "";
        var include = plan.Scope.Include.Count == 0 ? "everybody" : $"below {string.Join("; ", plan.Scope.Include)}";
        return include + (plan.Scope.Exclude.Count == 0 ? "" : $", but not below {string.Join("; ", plan.Scope.Exclude)}") + people;
    }

    /// <summary>Reads who is where, unless that was done.</summary>
    public static async Task SurveyAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (plan.Survey is null)
        {
            dialogue.Say("Reading the directory, without any password …");
            try
            {
                await using var directory = plan.OpenDirectory();
                plan.Identity = await directory.ConnectAsync(cancellationToken);
                var shown = 0;
                plan.Survey = await DirectorySurvey.TakeAsync(directory, plan.Identity, read => Show(dialogue, read, ref shown), cancellationToken);
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                dialogue.Complain(problem);
                if (!await dialogue.ConfirmAsync("Try again", usual: true, cancellationToken))
                    throw new StepBackException();
            }
        }
    }

    static void Show(Dialogue dialogue, int read, ref int shown)
    {
        const int step = 10_000;
        if (read < shown + step)
            return;
        shown = read;
        dialogue.Say(string.Create(CultureInfo.InvariantCulture, $"  {read:N0} objects read"));
    }

    static bool Accept(ScopePicker picker, ref int first, string line)
    {
        switch (line.ToLowerInvariant())
        {
            case Right when picker.HasAny:
                return true;
            case Right:
                throw new OperatorException("Nobody is chosen.", "Choose at least one container, or 'all'.");
            case "all" or "none":
                picker.SetAll(line.Equals("all", StringComparison.OrdinalIgnoreCase));
                return false;
            case "more":
                first = first + ScopePicker.PageSize < picker.Count ? first + ScopePicker.PageSize : 0;
                return false;
        }

        if (line.StartsWith("find ", StringComparison.OrdinalIgnoreCase))
            first = picker.Find(line[5..].Trim()) ?? throw new OperatorException($"No container has '{Dialogue.Quote(line[5..].Trim())}' in its name.", "Type a part of its name.");
        else
            picker.Toggle(line);
        return false;
    }
}
