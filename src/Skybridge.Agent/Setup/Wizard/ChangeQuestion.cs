using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Talk;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>What shall be changed of an agent that is set up: one thing, or a domain more.</summary>
static class ChangeQuestion
{
    const string Explanation = "Only what you choose is asked for, checked and changed. Everything else stays, and so does what the agent has read and delivered. "
        + "Other commands change single settings without a conversation: skybridge credential, scope, staging, password-sync, sign-in.";

    /// <summary>Asks, and prepares the plan for it.</summary>
    /// <returns>The steps that are to be asked.</returns>
    public static async Task<IReadOnlyList<IWizardStep>> AskAsync(SetupPlan plan, Dialogue dialogue, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = plan.Existing!;
        List<(string Text, Func<IReadOnlyList<IWizardStep>> Begin)> choices =
        [
            .. settings.Connectors.SelectMany(connector => Of(connector, plan, time)),
            ($"Where to deliver: {settings.Cloud.Url} as {settings.Cloud.AgentName}", () => Begin(plan.ChangeCloud, new CloudStep(time))),
            ($"Active or staging: {(settings.Mode == SyncMode.Staging ? "staging" : "active")}", () => Begin(plan.ChangeMode, new StagingStep())),
            ("How people sign in, which the cloud decides", () => TellSignIn(dialogue)),
            ("Add a domain", () => SetupWizard.StepsFor(plan, time)),
        ];
        dialogue.Heading($"{settings.Cloud.AgentName} is set up in {plan.Home.Root}");
        dialogue.Say("One thing of it can be changed, without being asked for the rest. Until you say yes at the end nothing is; Ctrl-C leaves everything as it is.");
        dialogue.Explanation = Explanation;
        while (true)
        {
            try
            {
                var chosen = await dialogue.ChooseAsync("What shall be changed", [.. choices.Select(choice => choice.Text)], choices.Count - 1, cancellationToken);
                if (choices[chosen].Begin() is { Count: > 0 } steps)
                    return steps;
            }
            catch (StepBackException)
            {
                // There is nothing before this.
            }
        }
    }

    static IEnumerable<(string Text, Func<IReadOnlyList<IWizardStep>> Begin)> Of(ConnectorSettings connector, SetupPlan plan, TimeProvider time)
    {
        var controllers = connector.DomainControllers.Count == 0 ? "found by DNS" : string.Join(", ", connector.DomainControllers);
        yield return ($"Domain controllers of {connector.Domain}: {controllers}", () => Begin(() => plan.Change(connector), new ControllersStep(time)));
        yield return ($"Connector account of {connector.Domain}: {connector.Account}", () => Begin(() => plan.Change(connector), new AccountStep(time)));
        yield return ($"Scope of {connector.Domain}: {(connector.Scope is null ? "everybody" : "some containers, groups or conditions")}", () => Begin(() => plan.Change(connector), new ScopeStep()));
        yield return ($"User names of {connector.Domain}: {connector.UserNameAttribute ?? UserNames.Usual}", () => Begin(() => plan.Change(connector), new UserNameStep()));
    }

    // It takes the consent of an administrator there, and asks nothing of this set-up.
    static IWizardStep[] TellSignIn(Dialogue dialogue)
    {
        dialogue.Say("That is the cloud's to change, with the consent of an administrator there. This shows it, and the next changes it:");
        dialogue.Copy("skybridge sign-in show");
        dialogue.Copy("skybridge sign-in set password-hash|federation|do-not-configure");
        return [];
    }

    static IWizardStep[] Begin(Action prepare, IWizardStep step)
    {
        prepare();
        return [step];
    }
}
