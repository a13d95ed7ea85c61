using Skybridge.Agent.Setup.Talk;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>What will happen, before anything does.</summary>
sealed class WelcomeStep : IWizardStep
{
    public string Title => "Welcome";

    public string Explanation => "The agent reads people and their password hashes from domain controllers by directory replication, turns each hash into a salted verifier, and delivers it to the cloud. "
        + "Nothing is installed on a domain controller, and the agent opens connections but accepts none.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        dialogue.Say(plan.Existing is null
            ? "This sets up the Skybridge agent: people of an Active Directory domain will sign in to the cloud with the password that they have there."
            : "This adds a domain to the agent: its people, too, will sign in to the cloud with the password that they have there.");
        dialogue.Say(plan.Existing is null
            ? "You need: the domain's DNS name; an account that may replicate it, or an administrator's password to make one; the cloud's address; and a code from `skybridge-cloud enroll`."
            : "You need: the domain's DNS name, and an account that may replicate it, or an administrator's password to make one.");
        dialogue.Say($"Every answer is checked at once. Until you say yes at the end, nothing is changed anywhere: no file, no account, and the code stays good. The agent's home will be {plan.Home.Root}.");
        dialogue.Say("? explains a question, < goes back, Ctrl-C ends and leaves nothing behind.");
        dialogue.Gap();
        await dialogue.AskAsync("Press Enter to begin", "", line => line.Length == 0 ? true : throw new CommandLine.OperatorException("That is no answer yet.", "Press Enter to begin."), cancellationToken);
    }

    public string? Summarize(SetupPlan plan) => null;
}
