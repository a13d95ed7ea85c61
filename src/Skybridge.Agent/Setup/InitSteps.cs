using System.Security.Cryptography;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Drsr.Drs;
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

    /// <summary>Validates what was said without asking anybody.</summary>
    /// <exception cref="OperatorException">Something cannot be.</exception>
    public static ConnectorSettings ToConnector(InitRequest request)
    {
        var domain = request.Domain.Trim().TrimEnd('.').ToLowerInvariant();
        if (Uri.CheckHostName(domain) != UriHostNameType.Dns || !domain.Contains('.', StringComparison.Ordinal))
            throw new OperatorException($"'{request.Domain}' is not the DNS name of a domain.", "Give the domain's DNS name, such as corp.example.");
        if ((request.PasswordFile is not null) && request.Keytab is not null)
            throw new OperatorException("--password-file and --keytab exclude each other.", "Give one of them.");

        var connector = new ConnectorSettings
        {
            Domain = domain,
            DomainControllers = request.DomainControllers,
            DnsServer = request.DnsServer,
            RpcPort = request.RpcPort,
            Account = request.Account.Trim(),
            Credential = request.Keytab is null ? CredentialKind.Password : CredentialKind.Keytab,
            Keytab = request.Keytab is null ? null : Path.GetFullPath(request.Keytab),
        };
        ConnectorFactory.OptionsOf(connector);
        return connector;
    }

    /// <summary>The cloud's address, if it can be one.</summary>
    public static Uri ToCloud(InitRequest request) =>
        Uri.TryCreate(request.Cloud, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.AbsolutePath == "/"
            ? url
            : throw new OperatorException($"'{request.Cloud}' is not the address of a cloud.", "Give an https address without a path, such as https://cloud.example.");

    /// <summary>The connector account's password; null when there is a keytab.</summary>
    public SecretBytes? ReadPassword(string account, string? passwordFile, string? keytab)
    {
        if (keytab is not null)
        {
            return File.Exists(keytab)
                ? null
                : throw new OperatorException($"The keytab {keytab} does not exist or cannot be read.", "Name a file that this user can read.");
        }

        if (passwordFile is not null)
            return CredentialStore.ToSecret(SecretFile.Read(passwordFile, 1));
        if (terminal.Environment(PasswordVariable) is { Length: > 0 } password)
            return CredentialStore.ToSecret(password);
        return terminal.CanAsk
            ? CredentialStore.ToSecret(terminal.AskSecret($"Password of {account}: "))
            : throw new OperatorException("There is no password for the connector account.", $"Name a file with --password-file, a --keytab, or set {PasswordVariable}.");
    }

    /// <summary>Finds the domain controllers, logs in, and proves that the account may read passwords.</summary>
    /// <returns>The settings, with the names of the domain controllers filled in.</returns>
    public async Task<ConnectorSettings> CheckDirectoryAsync(ConnectorSettings connector, SecretBytes? password, CancellationToken cancellationToken)
    {
        connector = await NameControllersAsync(connector, cancellationToken);
        await using var directory = ConnectorFactory.CreateDirectory(connector, () => CredentialOf(connector, password));
        var identity = await directory.ConnectAsync(cancellationToken);
        say($"{directory.DomainController} answers for {identity.DnsName} ({identity.NetBiosName}); {connector.Account} is let in");
        await CheckRightsAsync(directory, identity, connector, cancellationToken);
        return connector with { NetBiosName = identity.NetBiosName };
    }

    /// <summary>Reaches the cloud over verified TLS.</summary>
    public async Task CheckCloudAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await CloudProbe.AskAsync(http, cancellationToken);
        say($"{http.BaseAddress} answers, and its certificate is trusted");
    }

    /// <summary>Uses up the code.</summary>
    public async Task<EnrollmentReply> EnrollAsync(HttpClient http, ECDsa key, InitRequest request, string domain, CancellationToken cancellationToken)
    {
        var reply = await HttpCloudConnector.EnrollAsync(
            http,
            new EnrollmentRequest
            {
                Code = request.EnrollmentCode.Trim(),
                Key = AgentIdentity.PublicKeyOf(key),
                Host = Environment.MachineName,
                Version = typeof(InitSteps).Assembly.GetName().Version!.ToString(3),
                Domain = domain,
            },
            cancellationToken);
        say($"enrolled as {reply.Name} with {reply.Tenant.Name}");
        return reply;
    }

    async Task<ConnectorSettings> NameControllersAsync(ConnectorSettings connector, CancellationToken cancellationToken)
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

    // Secrets need both rights, everything else only the first: so one question more tells which of them is missing.
    async Task CheckRightsAsync(DrsDirectoryConnector directory, DirectoryIdentity identity, ConnectorSettings connector, CancellationToken cancellationToken)
    {
        var account = await directory.FindAsync(connector.Account, cancellationToken)
            ?? throw new OperatorException($"{connector.Account} logs in, but {connector.Domain} does not find it by that name.", "Give the account as sAMAccountName or user principal name.");
        try
        {
            using var page = await directory.ReadObjectAsync(DsName.FromGuid(account), withSecrets: true, cancellationToken);
            say($"{connector.Account} may replicate {identity.NamingContext}, passwords included");
        }
        catch (DrsException error) when (error.Error == DrsException.AccessDenied)
        {
            throw await DescribeAsync(directory, identity, connector, account, error, cancellationToken);
        }
    }

    static async Task<OperatorException> DescribeAsync(
        DrsDirectoryConnector directory, DirectoryIdentity identity, ConnectorSettings connector, Guid account, DrsException error, CancellationToken cancellationToken)
    {
        var missing = ReplicationRights.Changes;
        try
        {
            using var page = await directory.ReadObjectIdentityAsync(DsName.FromGuid(account), cancellationToken);
            missing = ReplicationRights.ChangesAll;
        }
        catch (DrsException)
        {
            // Refused without secrets too: the first right is missing, whatever becomes of the second.
        }

        var rights = new ReplicationRights(connector.Domain, connector.Account, identity, sid: null);
        return new OperatorException(
            $"{connector.Account} lacks {missing} on {identity.NamingContext}: {error.Message}",
            $"Grant it both rights. {rights.GrantCommands()[0]} (on Samba: docs/causes/replication-rights-missing.md)",
            error);
    }

    static KerberosCredential CredentialOf(ConnectorSettings connector, SecretBytes? password)
    {
        var realm = connector.Domain.ToUpperInvariant();
        return password is null
            ? KerberosCredential.Keytab(connector.Account, realm, connector.Keytab!)
            : KerberosCredential.Password(connector.Account, realm, new SecretBytes(password.Span));
    }
}
