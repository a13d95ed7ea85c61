using Skybridge.Agent.Home;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup;

/// <summary>Everything that was said for a set-up, and what was found out along the way. Nothing of it is anywhere else before it is carried out.</summary>
sealed class SetupPlan : IDisposable
{
    /// <summary>The home.</summary>
    public required AgentHome Home { get; init; }

    /// <summary>What is there already, where a domain is added to an agent or something is changed; null for a new one.</summary>
    public AgentSettings? Existing { get; init; }

    /// <summary>The connector that is changed; null where a whole one is made, or the cloud changes.</summary>
    public ConnectorSettings? Changed { get; private set; }

    /// <summary>Whether where to deliver is changed, and nothing else.</summary>
    public bool ChangesCloud { get; private set; }

    /// <summary>Whether active or staging is changed, and nothing else.</summary>
    public bool ChangesMode { get; private set; }

    /// <summary>Whether something that is there is changed.</summary>
    public bool IsChange => Changed is not null || ChangesCloud || ChangesMode;

    /// <summary>The DNS name of the domain.</summary>
    public string Domain { get; private set; } = "";

    /// <summary>The DNS server that knows it; null for the system's.</summary>
    public string? DnsServer { get; set; }

    /// <summary>The fixed port of the replication service; null for the mapped one.</summary>
    public int? RpcPort { get; set; }

    /// <summary>The domain controllers; none to find them by DNS.</summary>
    public IReadOnlyList<string> DomainControllers { get; set; } = [];

    /// <summary>The connector account.</summary>
    public string Account { get; set; } = "";

    /// <summary>How it logs in.</summary>
    public CredentialKind Credential { get; set; }

    /// <summary>The keytab.</summary>
    public string? Keytab { get; set; }

    /// <summary>Whether the account is to be made.</summary>
    public bool CreateAccount { get; set; }

    /// <summary>Whether the rights are to be granted to an account that is there.</summary>
    public bool GrantRights { get; set; }

    /// <summary>Whether an account that can do more than it needs is taken all the same.</summary>
    public bool AllowPrivileged { get; set; }

    /// <summary>The cloud.</summary>
    public Uri? Cloud { get; set; }

    /// <summary>Certificates to trust instead of the system's, in PEM form; null for the system's.</summary>
    public byte[]? Authority { get; set; }

    /// <summary>Where <see cref="Authority"/> came from: a file, or a fingerprint.</summary>
    public string? AuthorityOrigin { get; set; }

    /// <summary>The one-time code.</summary>
    public string Code { get; set; } = "";

    /// <summary>What the code is for, as the cloud says; null where it cannot say.</summary>
    public EnrollmentPreview? Preview { get; set; }

    /// <summary>How people are to sign in.</summary>
    public SignInMethod SignIn { get; set; }

    /// <summary>Who is meant.</summary>
    public ScopeRules Scope { get; set; } = ScopeRules.Everybody;

    /// <summary>What people are called by at sign-in.</summary>
    public string UserNameAttribute { get; set; } = UserNames.Usual;

    /// <summary>Whether to read and decide only.</summary>
    public bool Staging { get; set; }

    /// <summary>Whether to synchronize once right after.</summary>
    public bool Synchronize { get; set; } = true;

    /// <summary>The domain's names, once a domain controller said them.</summary>
    public DirectoryIdentity? Identity { get; set; }

    /// <summary>Who is where, once it was read.</summary>
    public DirectorySurvey? Survey { get; set; }

    /// <summary>The account's password, in UTF-8.</summary>
    public SecretBytes? Password
    {
        get;
        set
        {
            field?.Dispose();
            field = value;
        }
    }

    /// <summary>Who changes the directory, once.</summary>
    public AdministratorLogin? Administrator
    {
        get;
        set
        {
            field?.Dispose();
            field = value;
        }
    }

    /// <summary>The domain's naming context.</summary>
    public string NamingContext => Identity?.NamingContext.DistinguishedName ?? DirectoryIdentity.ContextOf(Domain);

    /// <summary>Names the domain; what was found out about another one is forgotten.</summary>
    public void SetDomain(string domain)
    {
        if (domain == Domain)
            return;

        Domain = domain;
        (DomainControllers, Identity, Survey, Scope) = ([], null, null, ScopeRules.Everybody);
    }

    /// <summary>Begins with what a connector has: only what is said afterwards changes.</summary>
    public void Change(ConnectorSettings connector)
    {
        SetDomain(connector.Domain);
        (DomainControllers, DnsServer, RpcPort) = (connector.DomainControllers, connector.DnsServer, connector.RpcPort);
        (Account, Credential, Keytab) = (connector.Account, connector.Credential, connector.Keytab);
        (Scope, UserNameAttribute, Changed) = (connector.Scope ?? ScopeRules.Everybody, connector.UserNameAttribute ?? UserNames.Usual, connector);
    }

    /// <summary>Begins with the cloud that the agent has.</summary>
    public void ChangeCloud()
    {
        (Cloud, ChangesCloud) = (Existing!.Cloud.Url, true);
        if (Existing.Cloud.OwnAuthority)
            (Authority, AuthorityOrigin) = (File.ReadAllBytes(Home.Authority), Home.Authority);
    }

    /// <summary>Begins with the mode that the agent has.</summary>
    public void ChangeMode() => (Staging, ChangesMode) = (Existing!.Mode == SyncMode.Staging, true);

    /// <summary>The settings of the connector.</summary>
    public ConnectorSettings ToConnector() => (Changed ?? new() { Domain = Domain, Account = Account }) with
    {
        Domain = Domain,
        NetBiosName = Identity?.NetBiosName ?? Changed?.NetBiosName,
        DomainControllers = DomainControllers,
        DnsServer = DnsServer,
        RpcPort = RpcPort,
        Account = Account,
        Credential = Credential,
        Keytab = Keytab,
        Scope = Scope.Digest.Length == 0 ? null : Scope,
        UserNameAttribute = UserNameAttribute == UserNames.Usual ? null : UserNameAttribute,
    };

    /// <summary>Reads the directory as the connector account or, while that is not there or may not, as the administrator who will see to it.</summary>
    public DrsDirectoryConnector OpenDirectory()
    {
        var connector = ToConnector();
        return ConnectorFactory.CreateDirectory(connector, CredentialOf);
    }

    public void Dispose()
    {
        Password = null;
        Administrator = null;
    }

    // What was not said anew is in the home.
    KerberosCredential CredentialOf() => (CreateAccount || GrantRights) && Administrator is { } administrator ? administrator.CredentialFor(Domain)
        : Changed is not null && Password is null && Credential == CredentialKind.Password ? CredentialStore.Open(Home).GetCredential(Changed)
        : InitSteps.CredentialOf(ToConnector(), Password);
}
