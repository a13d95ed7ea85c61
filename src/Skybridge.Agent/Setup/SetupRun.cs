using System.Text;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Checks;
using Skybridge.CommandLine;
using Skybridge.Drsr;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup;

/// <summary>What a set-up made.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Cloud">The cloud; null where it is the one that the agent had.</param>
/// <param name="IsChange">Whether something that was there was changed.</param>
sealed record SetupResult(ConnectorSettings Connector, CloudSettings? Cloud, bool IsChange = false);

/// <summary>Carries a plan out. Whatever ends it before its end is undone: nothing is left in the directory or on the disk, and the code stays good.</summary>
/// <param name="plan">What is wanted; everything in it was checked.</param>
/// <param name="steps">The checks.</param>
/// <param name="say">Hears each step that succeeded.</param>
/// <param name="terminal">The clock, and who does this.</param>
sealed class SetupRun(SetupPlan plan, InitSteps steps, Action<string> say, Terminal terminal)
{
    static readonly TimeSpan ProofInterval = TimeSpan.FromSeconds(1);
    const int ProofTries = 10;

    /// <summary>Does it.</summary>
    public async Task<SetupResult> RunAsync(CancellationToken cancellationToken)
    {
        var change = plan.CreateAccount || plan.GrantRights ? new DirectoryChange(plan, say, terminal.Time) : null;
        try
        {
            if (change is not null)
            {
                var password = await change.DoAsync(cancellationToken);
                plan.Password = password ?? plan.Password;
                await ProveAsync(change, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (plan.Existing is not null)
                return await new ChangeRun(plan, steps, say, terminal).RunAsync(cancellationToken);
            return await CreateHomeAsync(cancellationToken);
        }
        catch
        {
            if (change is not null)
                await change.UndoAsync();
            throw;
        }
    }

    // On the domain controller where it was changed: the others do not know yet.
    async Task ProveAsync(DirectoryChange change, CancellationToken cancellationToken)
    {
        var connector = plan.ToConnector() with { DomainControllers = [change.Controller!.ToString()] };
        for (var tries = 1; ; tries++)
        {
            await using var directory = ConnectorFactory.CreateDirectory(connector, () => InitSteps.CredentialOf(connector, plan.Password));
            try
            {
                var proof = await RightsProof.GiveAsync(directory, plan.Account, withExcess: false, cancellationToken);
                InitSteps.Require(proof, connector);
                plan.Identity = proof.Identity;
                say($"{plan.Account} may replicate {proof.Identity.NamingContext}, passwords included: it was tried");
                return;
            }
            catch (Exception error) when (tries < ProofTries && error is DrsrException or OperatorException)
            {
                await Task.Delay(ProofInterval, terminal.Time, cancellationToken);
            }
        }
    }

    async Task<SetupResult> CreateHomeAsync(CancellationToken cancellationToken)
    {
        using var builder = new HomeBuilder(plan.Home);
        using var key = AgentIdentity.CreateKey();
        using var http = CloudHttp.Create(plan.Cloud!, plan.Authority is null ? null : Encoding.UTF8.GetString(plan.Authority), plan.AuthorityOrigin ?? "");
        builder.WriteSecrets(plan.ToConnector(), plan.Password, key, plan.Authority);
        // From here on it is seen to its end: the code is used up by what comes next.
        var reply = await steps.EnrollAsync(http, key, plan.Code, plan.Domain, cancellationToken);
        var cloud = new CloudSettings { Url = plan.Cloud!, OwnAuthority = plan.Authority is not null, AgentId = reply.AgentId, AgentName = reply.Name };
        var connector = plan.ToConnector();
        builder.Complete(new AgentSettings { Cloud = cloud, Connectors = [connector], Mode = plan.Staging ? SyncMode.Staging : SyncMode.Active });
        return new SetupResult(connector, cloud);
    }
}
