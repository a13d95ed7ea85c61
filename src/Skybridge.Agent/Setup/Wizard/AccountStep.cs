using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Ldap.Rights;
using Skybridge.Troubleshooting.Checks;

namespace Skybridge.Agent.Setup.Wizard;

/// <summary>As whom to read, and the proof that the account may.</summary>
sealed class AccountStep(TimeProvider time) : IWizardStep
{
    const string UsualName = "svc-skybridge";

    static readonly string[] Kinds =
    [
        "An account that there is, with its password",
        "An account that there is, with a keytab",
        "Make an account now, with exactly the two rights that it needs (an administrator's password is asked for once, and kept nowhere)",
    ];

    public string Title => "Connector account";

    public string Explanation => "The account that the agent logs in with. It needs Replicating Directory Changes and Replicating Directory Changes All on the domain, and nothing else: no group, no other right. "
        + "Whoever has both can read every password hash of the domain, so it should be an account for this alone, with a long password.";

    public async Task AskAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var kind = await dialogue.ChooseAsync("How shall the agent log in", Kinds, UsualKind(plan), cancellationToken);
            try
            {
                (plan.CreateAccount, plan.GrantRights, plan.AllowPrivileged) = (kind == 2, false, false);
                if (kind == 2 ? await AskNewAsync(plan, dialogue, cancellationToken) : await AskExistingAsync(plan, dialogue, kind == 1, cancellationToken))
                    return;
            }
            catch (StepBackException)
            {
                // Back within the step: to its first question.
            }
        }
    }

    public string? Summarize(SetupPlan plan) => plan switch
    {
        { CreateAccount: true } => $"{plan.Account}, to be made by {plan.Administrator?.Name}, with a random password and both rights",
        { GrantRights: true } => $"{plan.Account}, to be granted both rights by {plan.Administrator?.Name}",
        { Credential: CredentialKind.Keytab } => $"{plan.Account}, with the keytab {plan.Keytab}",
        _ => $"{plan.Account}, with its password",
    };

    static int UsualKind(SetupPlan plan) => plan.CreateAccount ? 2 : plan.Credential == CredentialKind.Keytab ? 1 : 0;

    async Task<bool> AskNewAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        plan.Credential = CredentialKind.Password;
        plan.Account = await dialogue.AskAsync("Name of the new account", plan.Account.Length is > 0 and <= ConnectorAccount.MaxName ? plan.Account : UsualName, RequireName, cancellationToken);
        await AdministratorQuestion.AskAsync(plan, dialogue, time, cancellationToken);
        dialogue.Done($"{plan.Administrator!.Name} may make {plan.Account} and grant it both rights; that is done at the end, when you have said yes");
        return true;
    }

    async Task<bool> AskExistingAsync(SetupPlan plan, Dialogue dialogue, bool withKeytab, CancellationToken cancellationToken)
    {
        plan.Credential = withKeytab ? CredentialKind.Keytab : CredentialKind.Password;
        plan.Account = await dialogue.AskAsync("Account (sAMAccountName or user principal name)", plan.Account.Length > 0 ? plan.Account : null, line => RequireLogin(plan, line), cancellationToken);
        if (withKeytab)
        {
            plan.Password = null;
            plan.Keytab = await dialogue.AskAsync("Keytab", plan.Keytab, RequireFile, cancellationToken);
        }
        else
        {
            plan.Keytab = null;
            plan.Password = await dialogue.AskSecretAsync($"Password of {plan.Account}", cancellationToken);
        }

        return await ProveAsync(plan, dialogue, cancellationToken);
    }

    // False: another account, or another password.
    async Task<bool> ProveAsync(SetupPlan plan, Dialogue dialogue, CancellationToken cancellationToken)
    {
        while (true)
        {
            RightsProof proof;
            try
            {
                dialogue.Say("Logging in, and asking for one secret …");
                await using var directory = plan.OpenDirectory();
                proof = await RightsProof.GiveAsync(directory, plan.Account, withExcess: true, cancellationToken);
            }
            catch (Exception error) when (SetupProblem.Of(error) is { } problem)
            {
                dialogue.Complain(problem);
                return false;
            }

            plan.Identity = proof.Identity;
            if (proof.Account is null)
            {
                dialogue.Complain(new OperatorException($"{plan.Account} logs in, but {plan.Domain} does not find it by that name.", "Give the account as sAMAccountName or user principal name."));
                return false;
            }

            dialogue.Done($"{proof.DomainController} answers for {proof.Identity.DnsName} ({proof.Identity.NetBiosName}); {plan.Account} is let in");
            if (proof.Missing is null)
                return await AcceptExcessAsync(plan, dialogue, proof, cancellationToken);
            if (await AskAboutMissingAsync(plan, dialogue, proof, cancellationToken) is { } done)
                return done;
        }
    }

    static async Task<bool> AcceptExcessAsync(SetupPlan plan, Dialogue dialogue, RightsProof proof, CancellationToken cancellationToken)
    {
        dialogue.Done($"{plan.Account} may replicate {proof.Identity.NamingContext}, passwords included: it was tried");
        if (proof.Excess.Count == 0)
            return true;

        dialogue.Complain(new OperatorException(
            $"{plan.Account} can do more than it needs: {string.Join("; ", proof.Excess)}.",
            "Whoever gets hold of this host gets all of that. Best an account for synchronization alone: choose 3 to make one."));
        return plan.AllowPrivileged = await dialogue.ConfirmAsync("Use it all the same", usual: false, cancellationToken);
    }

    // Null: look again.
    async Task<bool?> AskAboutMissingAsync(SetupPlan plan, Dialogue dialogue, RightsProof proof, CancellationToken cancellationToken)
    {
        dialogue.Complain(new OperatorException($"{plan.Account} lacks {proof.Missing} on {proof.Identity.NamingContext}: {proof.Refusal!.Message}", "One of these commands grants both rights:"));
        foreach (var command in new ReplicationRights(plan.Domain, plan.Account, proof.Identity, sid: null).GrantCommands())
            dialogue.Copy(command);
        string[] choices = ["I have granted them: look again", "Grant them now (an administrator's password is asked for once, and kept nowhere)", "Another account"];
        switch (await dialogue.ChooseAsync("What shall be done", choices, 0, cancellationToken))
        {
            case 0:
                return null;
            case 1:
                plan.GrantRights = true;
                await AdministratorQuestion.AskAsync(plan, dialogue, time, cancellationToken);
                dialogue.Done($"{plan.Administrator!.Name} may grant {plan.Account} both rights; that is done at the end, when you have said yes");
                return true;
            default:
                return false;
        }
    }

    static string RequireName(string line)
    {
        ConnectorAccount.RequireName(line);
        return line;
    }

    static string RequireLogin(SetupPlan plan, string line)
    {
        const int longest = 256;
        if (line.Length > longest)
            throw new OperatorException($"'{Dialogue.Quote(line)}' has {line.Length} characters: no account has such a name.", "Give its sAMAccountName or user principal name.");
        if (line.Contains('=', StringComparison.Ordinal) && line.Contains(',', StringComparison.Ordinal))
            throw new OperatorException($"'{Dialogue.Quote(line)}' is a distinguished name.", $"Give the account's sAMAccountName, or its user principal name such as svc-sync@{plan.Domain}.");
        // Half a name is refused here, not by a domain controller.
        using (InitSteps.CredentialOf(new ConnectorSettings { Domain = plan.Domain, Account = line, Credential = CredentialKind.Keytab, Keytab = "/" }, password: null))
            return line;
    }

    static string RequireFile(string line)
    {
        var path = Path.GetFullPath(line);
        return File.Exists(path) ? path : throw new OperatorException($"The keytab {path} does not exist or cannot be read.", "Name a file that this user can read.");
    }
}
