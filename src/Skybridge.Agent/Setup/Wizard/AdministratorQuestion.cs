using Skybridge.Agent.Setup.Talk;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>Asks for an administrator, once, and finds out whether that is one who may: nothing is changed yet.</summary>
static class AdministratorQuestion
{
    const string Usual = "Administrator";

    /// <summary>Asks until there is one.</summary>
    public static async Task AskAsync(SetupPlan plan, Dialogue dialogue, TimeProvider time, CancellationToken cancellationToken)
    {
        dialogue.Say($"An administrator of {plan.Domain} has to do this. The password is used for it over an encrypted connection, kept in memory until the end of this set-up, and stored nowhere.");
        while (true)
        {
            var name = await dialogue.AskAsync("Administrator", plan.Administrator?.Name ?? Usual, line => line, cancellationToken);
            plan.Administrator = new AdministratorLogin(name, await dialogue.AskSecretAsync($"Password of {name}", cancellationToken));
            try
            {
                await new DirectoryChange(plan, dialogue.Done, time).CheckAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                dialogue.Complain(problem);
            }
        }
    }
}
