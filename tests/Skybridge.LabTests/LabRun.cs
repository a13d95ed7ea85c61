using System.Net;
using System.Text.Json.Nodes;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;
using Skybridge.LabTests.Web;

[assembly: AssemblyFixture(typeof(Skybridge.LabTests.LabRun))]

namespace Skybridge.LabTests;

/// <summary>
/// What one run of the lab tests shares: a domain controller per domain and one whole product, each started when the first test asks for it and
/// stopped at the end.
/// </summary>
/// <remarks>
/// Everything is below <c>.lab/test</c> of the checkout, in a folder of this run, on loopback addresses that no other run has. Should this
/// process be killed, its children are ended by the undertaker, and the next run removes the folder.
/// With <c>SKYBRIDGE_LAB_KEEP=1</c> the folder stays until the next run, to look at logs and homes.
/// A test that changes a shared domain uses people of its own; one that stops or breaks a domain controller takes one of its own.
/// </remarks>
public sealed class LabRun : IAsyncLifetime
{
    const string KeepVariable = "SKYBRIDGE_LAB_KEEP";

    readonly SemaphoreSlim _gate = new(1);
    readonly Dictionary<string, Task<SambaDomainController>> _shared = [];
    readonly List<IDisposable> _addresses = [];
    Task<string>? _cloudTemplate;
    Task<WebPrograms>? _webPrograms;
    readonly ProcessIdentity _self = ProcessIdentity.Of(Environment.ProcessId)!.Value;

    public LabRun()
    {
        Product = new(number => StartProductAsync(Numbered("product", number)));
        Faults = new(number => ProductLab.StartAsync(this, Numbered("faults", number), new() { Population = Population.Nobody }, CancellationToken.None));
        Pair = new(number => StartPairAsync(Numbered("pair", number)));
        Breakable = new(number => BreakableLab.StartAsync(this, Numbered("breakable", number), CancellationToken.None));
    }

    /// <summary>The folder of this run.</summary>
    public string Folder => Path.Combine(Root, $"run-{_self.Pid}-{_self.StartTicks}");

    /// <summary>A whole product with nobody in it, for <see cref="BreakingTests"/> as the next two.</summary>
    internal SharedPart<ProductLab> Faults { get; }

    /// <summary>A whole product of two domain controllers with the awkward people.</summary>
    internal SharedPart<ProductLab> Pair { get; }

    /// <summary>A whole product of which everything can be broken.</summary>
    internal SharedPart<BreakableLab> Breakable { get; }

    SharedPart<ProductLab> Product { get; }

    static string Root => Path.Combine(LabPaths.Root, "test");

    /// <summary>north.example with the awkward people, and with DNS.</summary>
    public Task<SambaDomainController> NorthAsync() => SharedAsync("north", () => new() { Dns = true });

    /// <summary>A domain that nothing was written for: other names, three thousand other people.</summary>
    public Task<SambaDomainController> WestAsync() => SharedAsync("west", () => West);

    /// <summary>What makes west.example.</summary>
    public static DomainControllerOptions West { get; } = new()
    {
        Domain = "west.example",
        NetBiosName = "WESTWIND",
        HostName = "controller1",
        Population = new(PeopleFile: null, new BulkPeople(3000, BulkKind.Named)),
    };

    /// <summary>Domain controller, cloud and running agent with the awkward people and the Recycle Bin on. Nothing of it may be stopped.</summary>
    public Task<ProductLab> ProductAsync() => Product.GetAsync();

    /// <summary>The home of a cloud that has the lab's domains verified and knows its relying party, to be copied: making one takes five commands.</summary>
    public Task<string> CloudTemplateAsync()
    {
        lock (_addresses)
            return _cloudTemplate ??= MakeCloudTemplateAsync();
    }

    /// <summary>The programs that sign in from outside: a standard client and a browser.</summary>
    internal Task<WebPrograms> WebProgramsAsync()
    {
        lock (_addresses)
            return _webPrograms ??= WebPrograms.InstallAsync(Path.Combine(Folder, "web"), CancellationToken.None);
    }

    /// <summary>A domain controller of the test's own, not started: to be stopped, hung and killed. The test disposes it.</summary>
    public async Task<SambaDomainController> OwnAsync(string name, DomainControllerOptions? options = null)
    {
        var complete = Place(name, options ?? new() { Population = Population.Nobody });
        return await SambaDomainController.CreateAsync(complete, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Gives options a folder of this run, and an address of their own unless they name one.</summary>
    public DomainControllerOptions Place(string name, DomainControllerOptions options) => options with
    {
        Home = Path.Combine(Folder, name),
        Address = options.Address.Equals(new DomainControllerOptions().Address) ? ReserveAddress() : options.Address,
    };

    /// <summary>A loopback address that stays ours until the end of the run.</summary>
    public IPAddress ReserveAddress()
    {
        var address = LoopbackAddress.Reserve();
        lock (_addresses)
            _addresses.Add(address);
        return address.Address;
    }

    public async ValueTask InitializeAsync()
    {
        await HostPackages.EnsureAsync(HostPackages.DomainController, TestContext.Current.SendDiagnosticMessage, CancellationToken.None);
        RemoveForgotten();
        LabPaths.CreatePrivate(Folder);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable[])[Faults, Pair, Breakable, Product])
            await part.DisposeAsync();
        foreach (var domain in _shared.Values.Where(task => task.IsCompletedSuccessfully))
            await (await domain).DisposeAsync();
        foreach (var address in _addresses)
            address.Dispose();
        if (Directory.Exists(Folder) && Environment.GetEnvironmentVariable(KeepVariable) is not "1")
            Directory.Delete(Folder, recursive: true);
        _gate.Dispose();
    }

    async Task<string> MakeCloudTemplateAsync()
    {
        var options = new CloudServerOptions { Home = Path.Combine(Folder, "cloud-template"), LogFile = Path.Combine(Folder, "cloud-template.log") };
        await using var cloud = await CloudServer.CreateAsync(options, CancellationToken.None);
        // Thousands of people are compared here: the cheapest outer hash that the cloud takes.
        var settings = Path.Combine(cloud.Home, "cloud.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(settings))!;
        json["outerHash"] = new JsonObject { ["memoryMiB"] = 8, ["passes"] = 1 };
        await File.WriteAllTextAsync(settings, json.ToJsonString());
        await cloud.VerifyDomainAsync("north.example", CancellationToken.None);
        await cloud.VerifyDomainAsync("west.example", CancellationToken.None);
        await cloud.AddClientAsync(ProductLab.ClientId, ProductLab.Callback, CancellationToken.None);
        return cloud.Home;
    }

    static string Numbered(string name, int number) => number == 1 ? name : $"{name}-{number}";

    async Task<ProductLab> StartPairAsync(string name)
    {
        await HostPackages.EnsureAsync(HostPackages.Replication, cancellationToken: CancellationToken.None);
        var stack = await ProductLab.CreateAsync(this, name, new() { Replicates = true }, CancellationToken.None);
        await stack.JoinAsync(this, "dc8");
        await stack.Agent.StartAsync(CancellationToken.None);
        return stack;
    }

    async Task<ProductLab> StartProductAsync(string name)
    {
        var stack = await ProductLab.CreateAsync(this, name, new(), CancellationToken.None);
        await stack.Domain.Directory.EnableRecycleBinAsync(CancellationToken.None);
        await stack.Agent.StartAsync(CancellationToken.None);
        return stack;
    }

    async Task<SambaDomainController> SharedAsync(string name, Func<DomainControllerOptions> options)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_shared.TryGetValue(name, out var domain))
                _shared[name] = domain = StartAsync(Place(name, options()));
            return await domain;
        }
        finally
        {
            _gate.Release();
        }
    }

    static async Task<SambaDomainController> StartAsync(DomainControllerOptions options)
    {
        var domain = await SambaDomainController.CreateAsync(options, TestContext.Current.SendDiagnosticMessage, CancellationToken.None);
        await domain.StartAsync(CancellationToken.None);
        return domain;
    }

    // Folders of runs that were killed; their processes are dead.
    static void RemoveForgotten()
    {
        if (!Directory.Exists(Root))
            return;

        foreach (var folder in Directory.GetDirectories(Root, "run-*"))
        {
            var parts = Path.GetFileName(folder).Split('-');
            if (ProcessIdentity.Of(int.Parse(parts[1]))?.StartTicks.ToString() != parts[2])
                Directory.Delete(folder, recursive: true);
        }
    }
}
