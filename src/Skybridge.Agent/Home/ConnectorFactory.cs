using System.Net;
using Skybridge.CommandLine;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Home;

/// <summary>Makes connectors of settings.</summary>
static class ConnectorFactory
{
    const int DnsPort = 53;

    /// <summary>The connector of a domain.</summary>
    public static DrsDirectoryConnector CreateDirectory(ConnectorSettings settings, Func<KerberosCredential> credential) =>
        new(OptionsOf(settings), credential);

    /// <summary>The connector of the cloud.</summary>
    public static HttpCloudConnector CreateCloud(AgentHome home, CloudSettings settings, CredentialStore credentials, TimeProvider time)
    {
        var http = CloudHttp.Create(settings.Url, settings.OwnAuthority ? home.Authority : null);
        return new HttpCloudConnector(http, new AgentIdentity(settings.AgentId, credentials.GetAgentKey()), time);
    }

    /// <summary>Which domain to read, and where.</summary>
    /// <exception cref="OperatorException">A domain controller or DNS server is not written as it should be.</exception>
    public static DirectoryOptions OptionsOf(ConnectorSettings settings) => new()
    {
        Domain = settings.Domain,
        DomainControllers = [.. settings.DomainControllers.Select(Parse)],
        DnsServer = settings.DnsServer is { } server ? ParseServer(server) : null,
        Site = settings.Site,
        RpcPort = settings.RpcPort,
        MoreAttributes = [.. SyncOptionsOf(settings, new SyncOptions()).MoreAttributes.Select(name => PersonAttributes.OnDemand[name])],
    };

    /// <summary>How to synchronize it: what holds for all domains, with what is the domain's own.</summary>
    public static SyncOptions SyncOptionsOf(ConnectorSettings settings, SyncOptions common) =>
        common with { Scope = settings.Scope ?? ScopeRules.Everybody, UserNameAttribute = settings.UserNameAttribute ?? UserNames.Usual };

    static DomainControllerAddress Parse(string text) => DomainControllerAddress.TryParse(text, out var address)
        ? address
        : throw new OperatorException($"'{text}' does not name a domain controller.", "Write HOST-OR-IP, or HOST-OR-IP:NAME with the domain controller's own DNS name.");

    static IPEndPoint ParseServer(string text) => IPEndPoint.TryParse(text, out var server)
        ? new IPEndPoint(server.Address, server.Port == 0 ? DnsPort : server.Port)
        : throw new OperatorException($"'{text}' is not the address of a DNS server.", "Write ADDRESS or ADDRESS:PORT.");
}
