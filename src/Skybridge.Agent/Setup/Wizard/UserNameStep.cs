using System.Globalization;
using Skybridge.Agent.Setup.Talk;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>What people will type to sign in, and which of their suffixes the cloud does not know to be yours.</summary>
sealed class UserNameStep : IWizardStep
{
    const int MostSuffixes = 20;

    public string Title => "User names";

    public string Explanation => "People sign in with their user principal name. Whose suffix (what follows the @) is not a verified domain of the tenant gets a name in the tenant's own domain instead. "
        + "On the cloud's host: `skybridge-cloud domain add NAME` and `domain verify NAME`. A domain that is verified later counts from the next synchronization on.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ScopeStep.SurveyAsync(plan, dialogue, cancellationToken);
            if (Show(plan, dialogue) == 0 || plan.Preview is null)
            {
                await dialogue.AskAsync("Enter to go on", "", _ => true, cancellationToken);
                return;
            }

            if (await dialogue.ChooseAsync("What shall be done", ["Go on: they get names in the tenant's own domain", "I have verified them in the cloud: look again"], 0, cancellationToken) == 0)
                return;
            try
            {
                await CodeStep.LookAsync(plan, plan.Code, cancellationToken);
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                dialogue.Complain(problem);
            }
        }
    }

    public string? Summarize(SetupPlan plan) => Unverified(plan) switch
    {
        0 => "the user principal name",
        var people => string.Create(CultureInfo.InvariantCulture, $"the user principal name; {people:N0} {(people == 1 ? "person gets a name" : "people get names")} in the tenant's own domain"),
    };

    /// <summary>How many people have a suffix that is not verified; 0 where the cloud did not say.</summary>
    static int Unverified(SetupPlan plan) => plan is { Survey: { } survey, Preview: not null } ? survey.Suffixes(plan.Scope).Where(suffix => !IsVerified(plan, suffix.Suffix)).Sum(suffix => suffix.People) : 0;

    static bool IsVerified(SetupPlan plan, string suffix) => plan.Preview!.Tenant.VerifiedDomains.Contains(suffix, StringComparer.OrdinalIgnoreCase);

    static int Show(SetupPlan plan, Dialogue dialogue)
    {
        var suffixes = plan.Survey!.Suffixes(plan.Scope);
        dialogue.Say("People sign in with their user principal name. Its suffixes:");
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
