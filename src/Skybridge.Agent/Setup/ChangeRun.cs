using System.Text;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Checks;
using Skybridge.CommandLine;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup;

/// <summary>Changes one thing of an agent that is set up, or adds a domain. What it has read and delivered stays; a running service takes it up.</summary>
sealed class ChangeRun(SetupPlan plan, InitSteps steps, Action<string> say, Terminal terminal)
{
    readonly SettingsEditor _editor = new(plan.Home, terminal);

    /// <summary>Does it, once the account was tried with it.</summary>
    public async Task<SetupResult> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.ChangesMode)
            return ChangeMode();
        if (plan.ChangesCloud)
            return await ChangeCloudAsync(cancellationToken);
        if (plan.Identity is null)
            await ProveAsync(cancellationToken);

        var connector = plan.ToConnector();
        if (plan.Password is not null)
        {
            connector = plan.Changed is null ? connector : connector with { CredentialChange = _editor.Mark() };
            CredentialStore.Open(plan.Home).StorePassword(connector.Domain, plan.Password);
        }

        if (plan.Changed is not null)
            _editor.ChangeConnector(plan.Changed.Domain, _ => connector);
        else
            Add(connector);
        return new SetupResult(connector, Cloud: null, plan.IsChange);
    }

    SetupResult ChangeMode()
    {
        _editor.SetMode(plan.Staging ? SyncMode.Staging : SyncMode.Active);
        return new SetupResult(plan.Existing!.Connectors[0], Cloud: null, IsChange: true);
    }

    void Add(ConnectorSettings connector) => _editor.Change(settings =>
        settings.Connectors.Any(each => string.Equals(each.Domain, connector.Domain, StringComparison.OrdinalIgnoreCase))
            ? throw new OperatorException($"The agent reads {connector.Domain} already.", "Change one thing of it with `skybridge init --change`.")
            : settings with { Connectors = [.. settings.Connectors, connector] });

    async Task ProveAsync(CancellationToken cancellationToken)
    {
        await using var directory = plan.OpenDirectory();
        var proof = await RightsProof.GiveAsync(directory, plan.Account, withExcess: false, cancellationToken);
        InitSteps.Require(proof, plan.ToConnector());
        plan.Identity = proof.Identity;
        say($"{proof.DomainController} answers for {proof.Identity.DnsName}; {plan.Account} may replicate {proof.Identity.NamingContext}, passwords included");
    }

    // With a code it is enrolled anew; else the cloud at the new address must know it.
    async Task<SetupResult> ChangeCloudAsync(CancellationToken cancellationToken)
    {
        var (before, domain) = (plan.Existing!.Cloud, plan.Existing.Connectors[0].Domain);
        using var http = CloudHttp.Create(plan.Cloud!, plan.Authority is null ? null : Encoding.UTF8.GetString(plan.Authority), plan.AuthorityOrigin ?? "");
        var after = before with { Url = plan.Cloud!, OwnAuthority = plan.Authority is not null };
        if (plan.Code.Length > 0)
            after = await EnrollAsync(http, after, domain, cancellationToken);
        else
            await RequireKnownAsync(http, before, domain, cancellationToken);

        if (plan.Authority is not null)
            PrivateFiles.Replace(plan.Home.Authority, plan.Authority);
        _editor.Change(settings => settings with { Cloud = after });
        return new SetupResult(plan.Existing.Connectors[0], after, IsChange: true);
    }

    async Task<CloudSettings> EnrollAsync(HttpClient http, CloudSettings cloud, string domain, CancellationToken cancellationToken)
    {
        using var key = AgentIdentity.CreateKey();
        // From here on it is seen to its end: the code is used up by what comes next.
        var reply = await steps.EnrollAsync(http, key, plan.Code, domain, cancellationToken);
        CredentialStore.Open(plan.Home).StoreAgentKey(key);
        return cloud with { AgentId = reply.AgentId, AgentName = reply.Name };
    }

    async Task RequireKnownAsync(HttpClient http, CloudSettings cloud, string domain, CancellationToken cancellationToken)
    {
        using var key = CredentialStore.Open(plan.Home).GetAgentKey();
        using var connector = new HttpCloudConnector(http, new AgentIdentity(cloud.AgentId, key), terminal.Time);
        try
        {
            var tenant = await connector.GetTenantAsync(domain, cancellationToken);
            say($"{plan.Cloud} is {tenant.Name}, and knows {cloud.AgentName}");
        }
        catch (CloudException error) when (error.Step == CloudStep.Authenticate)
        {
            throw new OperatorException($"The cloud at {plan.Cloud} does not let {cloud.AgentName} in: {error.Message}", "If it is another cloud, enrol there: give --enrollment-code from its `skybridge-cloud enroll`.", error);
        }
    }
}
