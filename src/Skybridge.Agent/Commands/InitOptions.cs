using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.Agent.Setup.Wizard;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>The options of <c>init</c>, and the plan that they make.</summary>
sealed class InitOptions
{
    /// <summary>Where a one-time code may be, beside the option.</summary>
    public const string CodeVariable = "SKYBRIDGE_ENROLLMENT_CODE";

    /// <summary>Where an administrator's password may be.</summary>
    public const string AdministratorVariable = "SKYBRIDGE_ADMINISTRATOR_PASSWORD";

    const string SystemAuthorities = "system";

    public Option<string?> Domain { get; } = CommandOptions.Text("--domain", "D", "The DNS name of the Active Directory domain");

    public Option<string[]> Controllers { get; } = CommandOptions.Texts("--domain-controller", "HOST-OR-IP[:NAME]", "A domain controller, with its own DNS name where the host is an address (else found by DNS; may be repeated)");

    public Option<string?> DnsServer { get; } = CommandOptions.Text("--dns-server", "ADDRESS[:PORT]", "The DNS server that knows the domain (else the system's)");

    public Option<int?> RpcPort { get; } = CommandOptions.Port("--rpc-port", "The TCP port of the replication service, where it is fixed (else the endpoint mapper is asked)");

    public Option<string?> Account { get; } = CommandOptions.Text("--account", "U", "The connector account: sAMAccountName or user principal name");

    public Option<string?> PasswordFile { get; } = CommandOptions.Text("--password-file", "FILE", "A file with its password (or SKYBRIDGE_ACCOUNT_PASSWORD; else it is asked for)");

    public Option<string?> Keytab { get; } = CommandOptions.Text("--keytab", "FILE", "A keytab instead of a password");

    public Option<bool> CreateAccount { get; } = new("--create-account") { Description = "Make the connector account, with exactly the two rights that it needs; takes an administrator's password, once" };

    public Option<string?> Administrator { get; } = CommandOptions.Text("--administrator", "U", "The administrator who makes it (Administrator unless told)");

    public Option<string?> AdministratorPasswordFile { get; } = CommandOptions.Text("--administrator-password-file", "FILE", $"A file with the administrator's password (or {AdministratorVariable}; else it is asked for); it is stored nowhere");

    public Option<string?> Cloud { get; } = CommandOptions.Text("--cloud", "URL", "The cloud's https address");

    public Option<string?> Code { get; } = CommandOptions.Text("--enrollment-code", "C", $"The one-time code that `skybridge-cloud enroll` printed (or {CodeVariable})");

    public Option<string?> Authority { get; } = CommandOptions.Text("--ca-file", "FILE", "The certificate authority of the cloud, in PEM form (else the system's are trusted; with --change, 'system' goes back to them)");

    public Option<string?> UserName { get; } = CommandOptions.Text("--user-name-attribute", "NAME", "What people are called by at sign-in: userPrincipalName unless told, mail, sAMAccountName, or another text of a person");

    public Option<bool> Staging { get; } = new("--staging") { Description = "Read and decide, but deliver nothing" };

    public Option<bool> Change { get; } = new("--change") { Description = "Change what the other options say of an agent that is set up, and nothing else; a --domain that it does not have yet is added" };

    public Option<string?> Answers { get; } = CommandOptions.Text("--answers", "FILE", "Give the answers of this file, and ask nothing but secrets");

    public Option<string?> SaveAnswers { get; } = CommandOptions.Text("--save-answers", "FILE", "Write the answers to this file, for --answers; no secret is in it");

    public Option<bool> Yes { get; } = new("--yes") { Description = "Do not ask for confirmation" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
    [
        Domain, Controllers, DnsServer, RpcPort, Account, PasswordFile, Keytab, CreateAccount, Administrator, AdministratorPasswordFile, Cloud, Code, Authority, UserName, Staging, Change, Answers, SaveAnswers,
        Yes,
    ];

    /// <summary>The first option that a set-up without questions lacks; null when there are all.</summary>
    public Option? FindMissing(ParseResult parsed, Terminal terminal)
    {
        Option<string?>[] needed = [Domain, Account, Cloud];
        return needed.FirstOrDefault(option => parsed.GetValue(option) is null) ?? (CodeOf(parsed, terminal) is null ? Code : null);
    }

    /// <summary>Whether how the connector account logs in is said anew.</summary>
    public bool NamesAccount(ParseResult parsed) => (parsed.GetValue(Account) ?? parsed.GetValue(PasswordFile) ?? parsed.GetValue(Keytab)) is not null || parsed.GetValue(CreateAccount);

    /// <summary>Prepares a plan to change what the options name: a connector, a new one, or the cloud.</summary>
    /// <exception cref="OperatorException">They name nothing, or things that are not changed together.</exception>
    public void Begin(SetupPlan plan, ParseResult parsed)
    {
        var ofCloud = parsed.GetValue(Cloud) is not null || parsed.GetValue(Authority) is not null || parsed.GetValue(Code) is not null;
        var ofDirectory = NamesAccount(parsed) || parsed.GetRequiredValue(Controllers).Length > 0 || parsed.GetValue(DnsServer) is not null || parsed.GetValue(RpcPort) is not null
            || parsed.GetValue(UserName) is not null;
        if (ofCloud == ofDirectory)
        {
            throw new OperatorException(
                ofCloud ? "The cloud and a connector are not changed at once." : "There is nothing to be changed.",
                "Give --domain-controller, --account, --password-file, --keytab or --user-name-attribute (and --domain, where there are several or it is new); or --cloud, --ca-file or --enrollment-code.");
        }

        if (ofCloud)
            plan.ChangeCloud();
        else if (parsed.GetValue(Domain) is { } domain && !plan.Existing!.Connectors.Any(connector => connector.Domain == InitSteps.ToDomain(domain)))
            _ = parsed.GetValue(Account) ?? throw new OperatorException($"The agent does not read {domain} yet.", "Give --account with it, to add it.");
        else
            BeginConnector(plan, parsed);
    }

    // A password takes the place of a keytab.
    void BeginConnector(SetupPlan plan, ParseResult parsed)
    {
        plan.Change(SettingsEditor.FindConnector(plan.Existing!, parsed.GetValue(Domain)));
        if (NamesAccount(parsed))
            (plan.Credential, plan.Keytab) = (CredentialKind.Password, null);
    }

    /// <summary>The one-time code that was given.</summary>
    public string? CodeOf(ParseResult parsed, Terminal terminal) => parsed.GetValue(Code) ?? SecretVariable.Read(terminal.Environment, CodeVariable)?.Trim();

    /// <summary>Lays what was given into a plan; what was not stays as it is.</summary>
    /// <exception cref="OperatorException">Something cannot be.</exception>
    public void Fill(SetupPlan plan, ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(Domain) is { } domain)
            plan.SetDomain(InitSteps.ToDomain(domain));
        if (parsed.GetValue(PasswordFile) is not null && parsed.GetValue(Keytab) is not null)
            throw new OperatorException("--password-file and --keytab exclude each other.", "Give one of them.");
        if (parsed.GetValue(CreateAccount) && (parsed.GetValue(PasswordFile) ?? parsed.GetValue(Keytab)) is not null)
            throw new OperatorException("--create-account makes a password of its own.", "Leave --password-file and --keytab out.");

        if (parsed.GetRequiredValue(Controllers) is { Length: > 0 } controllers)
            plan.DomainControllers = controllers;
        plan.DnsServer = parsed.GetValue(DnsServer) ?? plan.DnsServer;
        plan.RpcPort = parsed.GetValue(RpcPort) ?? plan.RpcPort;
        plan.Account = parsed.GetValue(Account)?.Trim() ?? plan.Account;
        if (parsed.GetValue(Keytab) is { } keytab)
            (plan.Credential, plan.Keytab) = (CredentialKind.Keytab, Path.GetFullPath(keytab));
        plan.CreateAccount |= parsed.GetValue(CreateAccount);
        if (parsed.GetValue(UserName) is { } attribute)
            plan.UserNameAttribute = UserNameStep.Find(attribute);
        plan.Staging |= parsed.GetValue(Staging);
        plan.Code = CodeOf(parsed, terminal) ?? plan.Code;
        if (plan.Domain.Length > 0)
            ConnectorFactory.OptionsOf(plan.ToConnector());
        if (parsed.GetValue(Cloud) is { } cloud)
            plan.Cloud = InitSteps.ToCloud(cloud);
        if (parsed.GetValue(Authority) is { } authority)
            (plan.Authority, plan.AuthorityOrigin) = authority == SystemAuthorities ? (null, null) : CloudStep.ReadAuthority(authority);
    }
}
