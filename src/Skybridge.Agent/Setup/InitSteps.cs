using System.Security.Cryptography;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Agent.Setup.Talk;
using Skybridge.CommandLine;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Troubleshooting.Checks;

namespace Skybridge.Agent.Setup;

/// <summary>Checks everything that an operator said before anything is written: directory, account, rights, cloud; the one-time code comes last.</summary>
/// <param name="terminal">Where progress goes.</param>
/// <param name="say">Hears each step that succeeded.</param>
sealed class InitSteps(Terminal terminal, Action<string> say)
{
    const string PasswordVariable = "SKYBRIDGE_ACCOUNT_PASSWORD";

    /// <summary>The DNS name of a domain, if it can be one.</summary>
    public static string ToDomain(string text)
    {
        const int longest = 255;
        var domain = text.Trim().TrimEnd('.').ToLowerInvariant();
        return domain.Length <= longest && Uri.CheckHostName(domain) == UriHostNameType.Dns && domain.Contains('.', StringComparison.Ordinal)
            ? domain
            : throw new OperatorException($"'{Dialogue.Quote(text)}' is not the DNS name of a domain.", "Give the domain's DNS name, such as corp.example.");
    }

    /// <summary>The cloud's address, if it can be one.</summary>
    public static Uri ToCloud(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.AbsolutePath == "/" && url.UserInfo.Length == 0 && url.Query.Length == 0
            ? url
            : throw new OperatorException($"'{Dialogue.Quote(text)}' is not the address of a cloud.", "Give an https address without a path, such as https://cloud.example.");

    /// <summary>The connector account's password; null when there is a keytab.</summary>
    public async Task<SecretBytes?> ReadPasswordAsync(string account, string? passwordFile, string? keytab, CancellationToken cancellationToken)
    {
        if (keytab is null)
        {
            return await SecretSource.ReadAsync(
                terminal,
                passwordFile,
                PasswordVariable,
                $"Password of {account}",
                new OperatorException("There is no password for the connector account.", $"Name a file with --password-file, a --keytab, or set {PasswordVariable}."),
                cancellationToken);
        }

        return File.Exists(keytab)
            ? null
            : throw new OperatorException($"The keytab {keytab} does not exist or cannot be read.", "Name a file that this user can read.");
    }

    /// <summary>Finds the domain controllers, logs in, and proves that the account may read passwords.</summary>
    /// <returns>The settings, with the names of the domain controllers filled in.</returns>
    public async Task<ConnectorSettings> CheckDirectoryAsync(ConnectorSettings connector, SecretBytes? password, CancellationToken cancellationToken)
    {
        connector = await NameControllersAsync(connector, cancellationToken);
        await using var directory = ConnectorFactory.CreateDirectory(connector, () => CredentialOf(connector, password));
        var proof = await RightsProof.GiveAsync(directory, connector.Account, withExcess: false, cancellationToken);
        say($"{proof.DomainController} answers for {proof.Identity.DnsName} ({proof.Identity.NetBiosName}); {connector.Account} is let in");
        Require(proof, connector);
        say($"{connector.Account} may replicate {proof.Identity.NamingContext}, passwords included");
        return connector with { NetBiosName = proof.Identity.NetBiosName };
    }

    /// <summary>Reaches the cloud over verified TLS.</summary>
    public async Task CheckCloudAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await CloudProbe.AskAsync(http, cancellationToken);
        say($"{http.BaseAddress} answers, and its certificate is trusted");
    }

    /// <summary>Uses up the code.</summary>
    public async Task<EnrollmentReply> EnrollAsync(HttpClient http, ECDsa key, string code, string domain, CancellationToken cancellationToken)
    {
        var reply = await HttpCloudConnector.EnrollAsync(
            http,
            new EnrollmentRequest
            {
                Code = code.Trim(),
                Key = AgentIdentity.PublicKeyOf(key),
                Host = Environment.MachineName,
                Version = typeof(InitSteps).Assembly.GetName().Version!.ToString(3),
                Domain = domain,
            },
            cancellationToken);
        say($"enrolled as {reply.Name} with {reply.Tenant.Name}");
        return reply;
    }

    /// <summary>As <see cref="CheckDirectoryAsync(ConnectorSettings, SecretBytes?, CancellationToken)"/>, for a plan.</summary>
    public async Task CheckDirectoryAsync(SetupPlan plan, bool refuseExcess, CancellationToken cancellationToken)
    {
        plan.DomainControllers = (await NameControllersAsync(plan.ToConnector(), cancellationToken)).DomainControllers;
        var connector = plan.ToConnector();
        await using var directory = plan.OpenDirectory();
        var proof = await RightsProof.GiveAsync(directory, plan.Account, refuseExcess, cancellationToken);
        say($"{proof.DomainController} answers for {proof.Identity.DnsName} ({proof.Identity.NetBiosName}); {plan.Account} is let in");
        Require(proof, connector);
        say($"{plan.Account} may replicate {proof.Identity.NamingContext}, passwords included");
        plan.Identity = proof.Identity;
        if (refuseExcess && proof.Excess.Count > 0 && !plan.AllowPrivileged)
            throw new OperatorException($"{plan.Account} can do more than it needs: {string.Join("; ", proof.Excess)}.", "Use an account for synchronization alone, or say that this one is meant: \"allowPrivileged\": true.");
    }

    /// <summary>Asks domain controllers that were given by address only for their names.</summary>
    public async Task<ConnectorSettings> NameControllersAsync(ConnectorSettings connector, CancellationToken cancellationToken)
    {
        var options = ConnectorFactory.OptionsOf(connector);
        var named = new List<string>();
        foreach (var controller in options.DomainControllers)
        {
            if (controller.Name is not null)
            {
                named.Add(controller.ToString());
                continue;
            }

            var found = await RootDse.ReadAsync(controller.Host, options.Rpc, cancellationToken);
            named.Add((controller with { Name = found.DnsHostName }).ToString());
            say($"{controller.Host} is {found.DnsHostName}");
        }

        return connector with { DomainControllers = named };
    }

    /// <summary>Requires that a proof succeeded.</summary>
    /// <exception cref="OperatorException">It did not: says which right is missing, and how to grant it.</exception>
    public static void Require(RightsProof proof, ConnectorSettings connector)
    {
        if (proof.Account is null)
            throw new OperatorException($"{connector.Account} logs in, but {connector.Domain} does not find it by that name.", "Give the account as sAMAccountName or user principal name.");
        if (proof.Missing is not { } missing)
            return;

        var rights = new ReplicationRights(connector.Domain, connector.Account, proof.Identity, sid: null);
        throw new OperatorException(
            $"{connector.Account} lacks {missing} on {proof.Identity.NamingContext}: {proof.Refusal!.Message}",
            $"Grant it both rights. {rights.GrantCommands()[0]} (on Samba: docs/causes/replication-rights-missing.md)",
            proof.Refusal);
    }

    /// <summary>What the connector account logs in with.</summary>
    public static KerberosCredential CredentialOf(ConnectorSettings connector, SecretBytes? password)
    {
        var realm = connector.Domain.ToUpperInvariant();
        return password is null
            ? KerberosCredential.Keytab(connector.Account, realm, connector.Keytab!)
            : KerberosCredential.Password(connector.Account, realm, new SecretBytes(password.Span));
    }
}
