using System.CommandLine;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.CommandLine;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>What <c>init</c> made.</summary>
sealed record InitResult(string Home, string Domain, IReadOnlyList<string> DomainControllers, Uri Cloud, string AgentId, string AgentName, SyncMode Mode);

/// <summary><c>skybridge init</c>: checks everything, then writes everything.</summary>
sealed class InitCommand : Command
{
    readonly CommonOptions _common;
    readonly Option<string> _domain = new("--domain") { HelpName = "D", Description = "The DNS name of the Active Directory domain", Required = true };
    readonly Option<string[]> _controllers = CommandOptions.Texts("--domain-controller", "HOST-OR-IP[:NAME]", "A domain controller, with its own DNS name where the host is an address (else found by DNS; may be repeated)");
    readonly Option<string?> _dnsServer = CommandOptions.Text("--dns-server", "ADDRESS[:PORT]", "The DNS server that knows the domain (else the system's)");
    readonly Option<int?> _rpcPort = CommandOptions.Port("--rpc-port", "The TCP port of the replication service, where it is fixed (else the endpoint mapper is asked)");
    readonly Option<string> _account = new("--account") { HelpName = "U", Description = "The connector account: sAMAccountName or user principal name", Required = true };
    readonly Option<string?> _passwordFile = CommandOptions.Text("--password-file", "FILE", "A file with its password (or SKYBRIDGE_ACCOUNT_PASSWORD; else it is asked for)");
    readonly Option<string?> _keytab = CommandOptions.Text("--keytab", "FILE", "A keytab instead of a password");
    readonly Option<string> _cloud = new("--cloud") { HelpName = "URL", Description = "The cloud's https address", Required = true };
    readonly Option<string> _code = new("--enrollment-code") { HelpName = "C", Description = "The one-time code that `skybridge-cloud enroll` printed", Required = true };
    readonly Option<string?> _authority = CommandOptions.Text("--ca-file", "FILE", "The certificate authority of the cloud, in PEM form (else the system's are trusted)");
    readonly Option<bool> _staging = new("--staging") { Description = "Read and decide, but deliver nothing" };
    readonly Option<bool> _yes = new("--yes") { Description = "Do not ask for confirmation" };

    public InitCommand(CommonOptions common)
        : base("init", "Set the agent up: checks domain, account, rights and cloud before anything is written")
    {
        _common = common;
        foreach (var option in (Option[])[_domain, _controllers, _dnsServer, _rpcPort, _account, _passwordFile, _keytab, _cloud, _code, _authority, _staging, _yes])
            Options.Add(option);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = RequestOf(parsed);
        var connector = InitSteps.ToConnector(request);
        var url = InitSteps.ToCloud(request);
        var home = new AgentHome(_common.HomeOf(parsed));
        using var builder = new HomeBuilder(home);
        // Not to standard error: there an error stands alone.
        var progress = parsed.GetValue(_common.Json) ? TextWriter.Null : _common.Terminal.Out;
        var steps = new InitSteps(_common.Terminal, step => progress.WriteLine($"  ✓ {step}"));
        using var password = steps.ReadPassword(request.Account, request.PasswordFile, request.Keytab);
        using var http = CloudHttp.Create(url, request.AuthorityFile);

        await steps.CheckCloudAsync(http, cancellationToken);
        connector = await steps.CheckDirectoryAsync(connector, password, cancellationToken);
        Confirm(parsed, connector, url, request.Staging, home);

        using var key = AgentIdentity.CreateKey();
        builder.WriteSecrets(connector, password, key, request.AuthorityFile);
        var reply = await steps.EnrollAsync(http, key, request, connector.Domain, cancellationToken);
        builder.Complete(
            new CloudSettings { Url = url, OwnAuthority = request.AuthorityFile is not null, AgentId = reply.AgentId, AgentName = reply.Name },
            connector,
            request.Staging);

        var result = new InitResult(home.Root, connector.Domain, connector.DomainControllers, url, reply.AgentId, reply.Name, request.Staging ? SyncMode.Staging : SyncMode.Active);
        _common.Print(parsed, result, ReportJson.Default.InitResult, output => Write(output, result));
        return ExitCode.Done;
    }

    InitRequest RequestOf(ParseResult parsed) => new()
    {
        Domain = parsed.GetRequiredValue(_domain),
        DomainControllers = parsed.GetRequiredValue(_controllers),
        DnsServer = parsed.GetValue(_dnsServer),
        RpcPort = parsed.GetValue(_rpcPort),
        Account = parsed.GetRequiredValue(_account),
        PasswordFile = parsed.GetValue(_passwordFile),
        Keytab = parsed.GetValue(_keytab),
        Cloud = parsed.GetRequiredValue(_cloud),
        EnrollmentCode = parsed.GetRequiredValue(_code),
        AuthorityFile = parsed.GetValue(_authority),
        Staging = parsed.GetValue(_staging),
    };

    // Only a person is asked; a script has said what it wants.
    void Confirm(ParseResult parsed, ConnectorSettings connector, Uri url, bool staging, AgentHome home)
    {
        var terminal = _common.Terminal;
        if (parsed.GetValue(_yes) || !terminal.CanAsk)
            return;

        terminal.Error.Write($"Synchronize {connector.Domain} as {connector.Account} to {url}{(staging ? " (staging)" : "")}, home {home.Root}? [y/N] ");
        if (terminal.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            throw new OperatorException("Nothing was set up.", "Answer y, or give --yes.");
    }

    static void Write(TextWriter output, InitResult result)
    {
        output.WriteLine($"Ready in {result.Home}.");
        output.WriteLine("Next: `skybridge sync` synchronizes once, `skybridge run` from now on.");
    }
}
