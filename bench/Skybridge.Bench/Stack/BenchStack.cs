using System.Text.Json;
using Skybridge.Bench.Measure;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;
using Skybridge.Lab.Product;

namespace Skybridge.Bench.Stack;

/// <summary>A domain controller with many people, and clouds and agents beside it, each in a process of its own.</summary>
sealed class BenchStack : IAsyncDisposable
{
    const string ClientId = "bench";

    // Below it TDB is as fast and takes less room.
    const int FirstForMdb = 10_000;

    static readonly Uri Callback = new("http://127.0.0.1:7445/callback");
    static readonly string Root = Path.Combine(LabPaths.Root, "bench");

    readonly LoopbackAddress _address;
    int _homes;

    BenchStack(LoopbackAddress address, SambaDomainController domain)
    {
        _address = address;
        Domain = domain;
        People = [.. domain.BulkPeople];
    }

    public SambaDomainController Domain { get; }

    public IReadOnlyList<Person> People { get; }

    /// <summary>Starts a domain controller with so many people: made once, then copied.</summary>
    public static async Task<BenchStack> StartAsync(int people, CancellationToken cancellationToken)
    {
        await HostPackages.EnsureAsync(HostPackages.DomainController, Progress.Say, cancellationToken);
        LabPaths.CreatePrivate(LabPaths.Root);
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
        LabPaths.CreatePrivate(Root);

        var address = LoopbackAddress.Reserve();
        try
        {
            Progress.Say($"a domain controller with {people} people on {address.Address}");
            var domain = await SambaDomainController.CreateAsync(Describe(people, address), Progress.Say, cancellationToken);
            var stack = new BenchStack(address, domain);
            await domain.StartAsync(cancellationToken);
            return stack;
        }
        catch
        {
            address.Dispose();
            throw;
        }
    }

    /// <summary>A new cloud that knows nobody, in a process of its own; the caller disposes it.</summary>
    public async Task<CloudServer> StartCloudAsync(CancellationToken cancellationToken)
    {
        var cloud = await CloudServer.CreateAsync(new() { Home = NewHome("cloud", out var log), LogFile = log }, cancellationToken);
        await cloud.VerifyDomainAsync(Domain.Options.Domain, cancellationToken);
        await cloud.AddClientAsync(ClientId, Callback, cancellationToken);
        await cloud.StartAsync(cancellationToken);
        return cloud;
    }

    /// <summary>A new agent that has read nothing yet, set up and not running.</summary>
    public async Task<AgentInstance> SetUpAgentAsync(CloudServer cloud, CancellationToken cancellationToken)
    {
        var agent = new AgentInstance(new() { Home = NewHome("agent", out var log), LogFile = log });
        await agent.InitAsync(Domain, cloud, cancellationToken: cancellationToken);
        return agent;
    }

    /// <summary>A sign-in page on ASP.NET Core Identity that knows these people, in a process of its own; the caller disposes it.</summary>
    public Task<IdentityServer> StartIdentityAsync(CloudServer cloud, IEnumerable<Person> people, CancellationToken cancellationToken) =>
        IdentityServer.StartAsync(NewHome("identity", out var log), log, cloud, people, cancellationToken);

    /// <summary>Runs <c>skybridge sync</c> to its end in a process of its own.</summary>
    public static Task<MeteredRun> SynchronizeAsync(AgentInstance agent, bool full, CancellationToken cancellationToken)
    {
        string[] arguments = ["sync", "--json", "--home", agent.Home, .. full ? ["--full"] : Array.Empty<string>()];
        return MeteredRun.RunAsync(Programs.Agent, arguments, Path.Combine(Root, "sync.log"), cancellationToken);
    }

    /// <summary>How long passwords took from the change in the directory to the cloud's acknowledgement, as the agent says, in seconds.</summary>
    public static async Task<(double Median, double P99)> ReadDelaysAsync(AgentInstance agent, CancellationToken cancellationToken)
    {
        var status = await agent.TryCommandAsync(["status", "--json"], cancellationToken);
        using var json = JsonDocument.Parse(status.Output);
        var delays = json.RootElement.GetProperty("domains")[0].GetProperty("delays");
        return (delays.GetProperty("medianSeconds").GetDouble(), delays.GetProperty("p99Seconds").GetDouble());
    }

    /// <summary>A relying party of a cloud.</summary>
    public static OpenIdClient CreateClient(CloudServer cloud) =>
        new(new() { Issuer = cloud.Url, ClientId = ClientId, RedirectUri = Callback, CaFile = cloud.CaFile });

    /// <summary>Browsers at a cloud's sign-in page, sent there by no application.</summary>
    public static SignInForm CreateForm(CloudServer cloud) =>
        new(new() { Page = new Uri(cloud.Url, "account/sign-in"), Next = cloud.Url, Cookie = "__Host-skybridge", CaFile = cloud.CaFile });

    public async ValueTask DisposeAsync()
    {
        await Domain.DisposeAsync();
        _address.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    static DomainControllerOptions Describe(int people, LoopbackAddress address) => new()
    {
        Home = Path.Combine(Root, "dc"),
        Domain = "bench.example",
        NetBiosName = "BENCH",
        Address = address.Address,
        Population = Population.Nobody with { Bulk = new BulkPeople(people) },
        Mdb = people >= FirstForMdb,
    };

    string NewHome(string name, out string logFile)
    {
        var home = Path.Combine(Root, $"{name}-{++_homes}");
        logFile = $"{home}.log";
        return home;
    }
}
