using System.Text;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Agent.Setup.Wizard;
using Skybridge.CommandLine;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Setup;

/// <summary>A set-up that nobody is asked in: the checks of the wizard, in one go, for options and for answers.</summary>
/// <param name="plan">What is wanted.</param>
/// <param name="steps">The checks.</param>
/// <param name="say">Hears each step that succeeded.</param>
/// <param name="terminal">The clock.</param>
sealed class UnattendedSetup(SetupPlan plan, InitSteps steps, Action<string> say, Terminal terminal)
{
    /// <summary>Trusts the authority that the cloud shows, if it has this fingerprint.</summary>
    /// <exception cref="OperatorException">It has another.</exception>
    public async Task TrustAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var shown = await PresentedAuthority.LookAsync(plan.Cloud!, terminal.Time, cancellationToken);
        if (!shown.Is(fingerprint))
            throw new OperatorException($"{plan.Cloud!.Authority} shows an authority with another fingerprint: {shown.Fingerprint}.", "Whoever answers at this address is not the cloud that was meant; or its authority was renewed: compare it there.");
        (plan.Authority, plan.AuthorityOrigin) = (shown.Pem, $"the authority with the fingerprint {shown.Fingerprint}");
    }

    /// <summary>Checks everything, and changes nothing.</summary>
    /// <param name="isReplay">Whether the code is looked at as well, the scope, and what the account can do too much.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task CheckAsync(bool isReplay, CancellationToken cancellationToken)
    {
        if (plan.Existing is null)
        {
            using var http = CloudHttp.Create(plan.Cloud!, plan.Authority is null ? null : Encoding.UTF8.GetString(plan.Authority), plan.AuthorityOrigin ?? "");
            await steps.CheckCloudAsync(http, cancellationToken);
            if (isReplay)
                await CodeStep.LookAsync(plan, plan.Code, cancellationToken);
        }

        if (plan.CreateAccount || plan.GrantRights)
            await CheckChangeAsync(cancellationToken);
        else
            await steps.CheckDirectoryAsync(plan, isReplay, cancellationToken);
        if (isReplay)
            await CheckScopeAsync(cancellationToken);
    }

    async Task CheckChangeAsync(CancellationToken cancellationToken)
    {
        plan.DomainControllers = (await steps.NameControllersAsync(plan.ToConnector(), cancellationToken)).DomainControllers;
        await new DirectoryChange(plan, say, terminal.Time).CheckAsync(cancellationToken);
        say($"{plan.Administrator!.Name} may {(plan.CreateAccount ? $"make {plan.Account} and grant it" : $"grant {plan.Account}")} both rights");
    }

    async Task CheckScopeAsync(CancellationToken cancellationToken)
    {
        string[] containers = [.. plan.Scope.Include, .. plan.Scope.Exclude];
        if (containers.Length == 0)
            return;

        await using var directory = plan.OpenDirectory();
        await directory.ConnectAsync(cancellationToken);
        var missing = new List<string>();
        foreach (var container in containers)
        {
            if (await directory.FindAsync(container, cancellationToken) is null)
                missing.Add(container);
        }

        if (missing.Count > 0)
            throw new OperatorException($"The scope names what {plan.Domain} does not have: {string.Join("; ", missing)}.", "Give the distinguished names of containers as they are now.");
        say($"the scope names {containers.Length} container(s), and all of them are there");
    }
}
