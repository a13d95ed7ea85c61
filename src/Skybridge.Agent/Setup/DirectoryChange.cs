using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Cryptography;
using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Ldap;
using Skybridge.Ldap.Rights;
using Skybridge.Sync.Directory;
using Skybridge.Troubleshooting.Checks;

namespace Skybridge.Agent.Setup;

/// <summary>What set-up changes in a directory, as an administrator: an account, two rights. It can be undone until it is kept.</summary>
/// <param name="plan">For which account.</param>
/// <param name="say">Hears each step that succeeded.</param>
/// <param name="time">The clock of the time limits.</param>
sealed class DirectoryChange(SetupPlan plan, Action<string> say, TimeProvider time)
{
    static readonly TimeSpan UndoLimit = TimeSpan.FromSeconds(25);
    // An answer that Ctrl-C waits for must come before the shell loses its patience.
    static readonly RpcOptions Patience = new() { CallTimeout = TimeSpan.FromSeconds(12) };

    readonly ConnectorAccount _account = new(plan.NamingContext);
    readonly ReplicationGrant _grant = new(plan.NamingContext);
    bool _made;

    /// <summary>The domain controller where it was changed: others learn of it by replication, later.</summary>
    public DomainControllerAddress? Controller { get; private set; }

    /// <summary>Finds out whether all this could be done, and changes nothing.</summary>
    /// <exception cref="OperatorException">It could not.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        if (plan.CreateAccount)
        {
            ConnectorAccount.RequireName(plan.Account);
            if (await _account.FindAsync(connection, plan.Account, cancellationToken))
                throw new OperatorException($"There is an account {plan.Account} in {plan.Domain} already.", "Choose another name, or use the account that is there.");
        }
        else
        {
            await FindAsync(connection, cancellationToken);
        }

        if (await _account.FindObstacleAsync(connection, plan.CreateAccount, cancellationToken) is { } obstacle)
            throw new OperatorException($"{plan.Administrator!.Name} may not {obstacle}.", "Name an administrator of the domain: a member of Domain Admins.");
    }

    /// <summary>Does it.</summary>
    /// <returns>The password of an account that was made, for the caller to dispose; null when none was.</returns>
    public async Task<SecretBytes?> DoAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        SecretBytes? password = null;
        if (plan.CreateAccount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _made = true;
            // Not cancelled in the middle: what is under way is finished, and then undone.
            password = await _account.CreateAsync(connection, plan.Account, $"Reads passwords for Skybridge on {Environment.MachineName}", CancellationToken.None);
            say($"the account {_account.DistinguishedName} is made");
        }
        else
        {
            await FindAsync(connection, cancellationToken);
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var added = await _grant.AddAsync(connection, _account.Sid, CancellationToken.None);
            say(added.Count == 0 ? $"{plan.Account} has both rights on {plan.NamingContext} by its own name" : $"{plan.Account} is granted {Names(added)} on {plan.NamingContext}");
            return password;
        }
        catch
        {
            password?.Dispose();
            throw;
        }
    }

    /// <summary>Takes back what was done, as far as it was; says what could not be.</summary>
    public async Task UndoAsync()
    {
        if (!_made && !_grant.HasAdded)
            return;

        using var limit = new CancellationTokenSource(UndoLimit, time);
        try
        {
            await using var connection = await ConnectAsync(limit.Token);
            if (_grant.HasAdded)
            {
                await _grant.TakeBackAsync(connection, limit.Token);
                say($"the rights on {plan.NamingContext} are taken back");
            }

            if (_made && _account.DistinguishedName is { } name)
            {
                await _account.RemoveAsync(connection, limit.Token);
                say($"the account {name} is removed");
            }
        }
        catch (Exception error) when (error is OperationCanceledException || SetupProblem.Of(error) is not null)
        {
            throw new OperatorException($"What was changed in {plan.Domain} could not be taken back: {error.Message} {Leftovers()}", $"Remove it by hand. {RemovalCommands()}", error);
        }
    }

    async Task FindAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        var name = Words(plan.Account);
        if (!await _account.FindAsync(connection, name, cancellationToken))
            throw new OperatorException($"There is no account {name} in {plan.Domain}.", "Give its sAMAccountName.");
    }

    async Task<LdapConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var options = ConnectorFactory.OptionsOf(plan.ToConnector());
        var controllers = Controller is { } known ? [known]
            : options.DomainControllers.Count > 0 ? options.DomainControllers
            : await new DomainControllerLocator(options.DnsServer, Patience.ConnectTimeout).FindAsync(plan.Domain, cancellationToken);
        using var login = new KerberosLogin(plan.Administrator!.CredentialFor(plan.Domain), new KerberosOptions
        {
            Realm = plan.Domain.ToUpperInvariant(),
            KeyDistributionCenters = [.. controllers.Select(controller => controller.Host)],
        });
        var failures = new List<DrsrException>();
        foreach (var controller in controllers)
        {
            try
            {
                var name = controller.Name ?? (await RootDse.ReadAsync(controller.Host, Patience, cancellationToken)).DnsHostName;
                var connection = await LdapConnection.ConnectAsync(controller.Host, name, login, Patience, cancellationToken);
                Controller = controller with { Name = name };
                return connection;
            }
            catch (DrsrException error) when (error.IsTransient)
            {
                failures.Add(error);
            }
            catch (KerberosException error) when (plan.Administrator!.Explain(error) is { } problem)
            {
                throw problem;
            }
        }

        throw failures.Count == 1 ? failures[0] : new DomainControllersUnavailableException(plan.Domain, failures);
    }

    static string Names(IReadOnlyList<Guid> rights) =>
        string.Join(" and ", rights.Select(right => right == ReplicationGrant.Changes ? ReplicationRights.Changes : ReplicationRights.ChangesAll));

    static string Words(string account) => account[(account.IndexOf('\\', StringComparison.Ordinal) + 1)..].Split('@')[0];

    string Leftovers() => _made && _account.DistinguishedName is { } name
        ? $"The account {name} may still be there."
        : $"{plan.Account} may still have rights on {plan.NamingContext}.";

    string RemovalCommands() => _made
        ? $"On Windows: Remove-ADUser {plan.Account}; dsacls \"{plan.NamingContext}\" /R {plan.Account}. On Samba: samba-tool user delete {plan.Account}"
        : $"On Windows: dsacls \"{plan.NamingContext}\" /R {plan.Account}";
}
