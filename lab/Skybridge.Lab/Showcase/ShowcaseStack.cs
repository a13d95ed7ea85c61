using System.Net.Sockets;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;

namespace Skybridge.Lab.Showcase;

/// <summary>A domain controller, a cloud and an agent, set up from nothing.</summary>
sealed class ShowcaseStack : IAsyncDisposable
{
    /// <summary>The relying party of the lab. Nobody listens at its address unless somebody wants to.</summary>
    public static readonly DescribedClient Client = new("lab", "http://127.0.0.1:7444/callback");

    const int PreferredPort = 7443;
    const string PartnerSuffix = "partner.test";

    readonly ShowcaseFolder _folder;
    readonly List<StartedProcess> _started = [];
    SambaDomainController? _domain;
    CloudServer? _cloud;
    AgentInstance? _agent;

    ShowcaseStack(ShowcaseFolder folder) => _folder = folder;

    public SambaDomainController Domain => _domain!;

    public CloudServer Cloud => _cloud!;

    public AgentInstance Agent => _agent!;

    /// <summary>Sets everything up, and tells about it.</summary>
    public static async Task<ShowcaseStack> StartAsync(ShowcaseFolder folder, bool outlivesUs, Narrator narrator, CancellationToken cancellationToken)
    {
        var stack = new ShowcaseStack(folder);
        try
        {
            await narrator.StepAsync("A Samba Active Directory domain controller", () => stack.StartDomainAsync(outlivesUs, narrator, cancellationToken));
            await narrator.StepAsync("The cloud", () => stack.StartCloudAsync(outlivesUs, narrator, cancellationToken));
            await narrator.StepAsync("The agent", () => stack.StartAgentAsync(outlivesUs, narrator, cancellationToken));
            return stack;
        }
        catch
        {
            await stack.EndAsync();
            throw;
        }
    }

    /// <summary>Describes it for scripts.</summary>
    public Task DescribeAsync(CancellationToken cancellationToken)
    {
        var description = Domain.Describe();
        description.Cloud = new(Cloud.Url.ToString().TrimEnd('/'), Cloud.CaFile, Cloud.Home);
        description.Agent = new(Agent.Home);
        description.Commands = new([Programs.Agent], [Programs.Cloud]);
        description.Client = Client;
        return description.WriteAsync(_folder.Description, cancellationToken);
    }

    /// <summary>A relying party of this cloud.</summary>
    public OpenIdClient CreateClient() => new(new OpenIdClientOptions
    {
        Issuer = Cloud.Url,
        ClientId = Client.Id,
        RedirectUri = new Uri(Client.RedirectUri),
        CaFile = Cloud.CaFile,
    });

    /// <summary>Stops everything, also what was to outlive us.</summary>
    public async Task EndAsync()
    {
        foreach (var process in Enumerable.Reverse(_started))
            await process.Identity.EndAsync(Processes.ChildProgram.Patience, CancellationToken.None);
        await DisposeAsync();
        _folder.Close();
    }

    /// <summary>Stops what is not to outlive us.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
            await _agent.DisposeAsync();
        if (_cloud is not null)
            await _cloud.DisposeAsync();
        if (_domain is not null)
            await _domain.DisposeAsync();
    }

    async Task<bool> StartDomainAsync(bool outlivesUs, Narrator narrator, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(HostPackages.DomainController, narrator.Say, cancellationToken);
        var options = new DomainControllerOptions { Home = _folder.DomainController, OutlivesUs = outlivesUs };
        _domain = await SambaDomainController.CreateAsync(options, narrator.Say, cancellationToken);
        await _domain.StartAsync(cancellationToken);
        await RecordAsync("domain controller", _domain.Process, cancellationToken);
        narrator.Say($"{options.Domain}: {_domain.People.Count} people with awkward names and passwords; connector account {ServiceAccounts.Connector} with exactly the two replication rights");
        return true;
    }

    async Task<bool> StartCloudAsync(bool outlivesUs, Narrator narrator, CancellationToken cancellationToken)
    {
        var options = new CloudServerOptions { Home = _folder.Cloud, LogFile = _folder.Log("cloud"), Port = IsFree(PreferredPort) ? PreferredPort : 0, OutlivesUs = outlivesUs };
        _cloud = await CloudServer.CreateAsync(options, cancellationToken);
        await _cloud.VerifyDomainAsync(Domain.Options.Domain, cancellationToken);
        await _cloud.VerifyDomainAsync(PartnerSuffix, cancellationToken);
        await _cloud.AddClientAsync(Client.Id, new Uri(Client.RedirectUri), cancellationToken);
        await _cloud.StartAsync(cancellationToken);
        await RecordAsync("cloud", _cloud.Process, cancellationToken);
        narrator.Say($"{_cloud.Url} with a certificate of its own authority; {Domain.Options.Domain} is a verified domain; {Client.Id} is a relying party");
        return true;
    }

    async Task<bool> StartAgentAsync(bool outlivesUs, Narrator narrator, CancellationToken cancellationToken)
    {
        _agent = new AgentInstance(new AgentInstanceOptions { Home = _folder.Agent, LogFile = _folder.Log("agent"), OutlivesUs = outlivesUs });
        await _agent.InitAsync(Domain, Cloud, cancellationToken: cancellationToken);
        narrator.Say("set up: domain, account, rights and cloud are checked, the one-time code is used");
        await _agent.LaunchAsync(cancellationToken);
        await RecordAsync("agent", _agent.Process, cancellationToken);
        narrator.Say($"asks {Domain.Options.FullHostName} for changes every second");
        return true;
    }

    Task RecordAsync(string name, Processes.ProcessIdentity? identity, CancellationToken cancellationToken)
    {
        _started.Add(StartedProcess.Of(name, identity!.Value));
        return _folder.RecordAsync(_started, cancellationToken);
    }

    static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
