using System.Globalization;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>What people will type to sign in, and which of their suffixes the cloud does not know to be yours.</summary>
sealed class UserNameStep : IWizardStep
{
    const int MostSuffixes = 20;

    static readonly OperatorException Unknown = new(
        "Nobody can be called by that.", $"Name an attribute that is a text and that people have only one of: {string.Join(", ", PersonAttributes.Names)}.");

    public string Title => "User names";

    public string Explanation => "People sign in with their user principal name, or with another attribute that you choose, such as mail. Who lacks it signs in with the user principal name. Whose suffix (what follows the @) "
        + "is not a verified domain of the tenant gets a name in the tenant's own domain instead. On the cloud's host: `skybridge-cloud domain add NAME` and `domain verify NAME`. A domain that is verified later counts from "
        + "the next synchronization on.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ScopeStep.SurveyAsync(plan, dialogue, cancellationToken);
            var isUnverified = Show(plan, dialogue) > 0;
            List<(string Text, Func<Task<bool>> Do)> choices =
            [
                (isUnverified ? "Go on: they get names in the tenant's own domain" : "Go on", () => Task.FromResult(true)),
                ("Take another attribute", () => ChooseAsync(plan, dialogue, cancellationToken)),
            ];
            if (isUnverified)
                choices.Add(("I have verified them in the cloud: look again", () => LookAsync(plan, dialogue, cancellationToken)));
            if (await choices[await dialogue.ChooseAsync("What shall be done", [.. choices.Select(choice => choice.Text)], 0, cancellationToken)].Do())
                return;
        }
    }

    public string? Summarize(SetupPlan plan)
    {
        var attribute = plan.UserNameAttribute == UserNames.Usual ? "the user principal name" : plan.UserNameAttribute;
        return Unverified(plan) is var people and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{attribute}; {people:N0} {(people == 1 ? "person gets a name" : "people get names")} in the tenant's own domain")
            : attribute;
    }

    /// <summary>The attribute as the schema spells it.</summary>
    /// <exception cref="OperatorException">Nobody can be called by it.</exception>
    public static string Find(string attribute) => PersonAttributes.Find(attribute.Trim()) ?? throw Unknown;

    static async Task<bool> ChooseAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        dialogue.Say($"Usual are {string.Join(", ", UserNames.Common)}; there are also {string.Join(", ", PersonAttributes.Names.Except(UserNames.Common))}.");
        var chosen = await dialogue.AskAsync("Attribute", plan.UserNameAttribute, Find, cancellationToken);
        if (PersonAttributes.OnDemand.ContainsKey(chosen))
            dialogue.Say($"What {chosen} has is read with the first synchronization; the suffixes that are shown are those of the user principal name.");
        plan.UserNameAttribute = chosen;
        return false;
    }

    static async Task<bool> LookAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        try
        {
            await CodeStep.LookAsync(plan, plan.Code, cancellationToken);
        }
        catch (Exception error) when (SetupProblem.Of(error) is { } problem)
        {
            dialogue.Complain(problem);
        }

        return false;
    }

    /// <summary>How many people have a suffix that is not verified; 0 where the cloud did not say.</summary>
    static int Unverified(SetupPlan plan) => plan is { Survey: { } survey, Preview: not null }
        ? survey.Suffixes(plan.Scope, plan.UserNameAttribute).Where(suffix => !IsVerified(plan, suffix.Suffix)).Sum(suffix => suffix.People)
        : 0;

    static bool IsVerified(SetupPlan plan, string suffix) => plan.Preview!.Tenant.VerifiedDomains.Contains(suffix, StringComparer.OrdinalIgnoreCase);

    static int Show(SetupPlan plan, Dialogue dialogue)
    {
        var suffixes = plan.Survey!.Suffixes(plan.Scope, plan.UserNameAttribute);
        dialogue.Say($"People sign in with their {(plan.UserNameAttribute == UserNames.Usual ? "user principal name" : plan.UserNameAttribute)}. Its suffixes:");
        foreach (var (suffix, people) in suffixes.Take(MostSuffixes))
        {
            var verified = plan.Preview is null ? "" : IsVerified(plan, suffix) ? ", verified" : ", NOT verified: they get names in the tenant's own domain";
            dialogue.Item("@", string.Create(CultureInfo.InvariantCulture, $"{suffix}: {people:N0} {(people == 1 ? "person" : "people")}{verified}"));
        }

        if (suffixes.Count > MostSuffixes)
            dialogue.Say($"and {suffixes.Count - MostSuffixes} more suffixes with fewer people.");
        return Unverified(plan);
    }
}
