using System.Net;
using System.Security.Cryptography;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;
using Skybridge.Lab.Product;
using Skybridge.Lab.Wire;

namespace Skybridge.LabTests.Product;

/// <summary>The whole product: a domain controller, a cloud that has its domain verified, an agent between them, and a relying party.</summary>
/// <remarks>
/// What is asserted is what a person experiences at sign-in. The limits are far beyond what is promised: whether it is quick enough is the
/// bench's question.
/// </remarks>
public sealed class ProductLab : IAsyncDisposable
{
    /// <summary>How long anything may take to come through.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    const int SomeFormer = 4;

    /// <summary>The relying party. Nobody listens at its address.</summary>
    internal const string ClientId = "lab";

    internal static readonly Uri Callback = new("http://127.0.0.1:7444/callback");

    readonly string _folder;
    readonly List<SambaDomainController> _others = [];

    ProductLab(string folder, SambaDomainController domain, CloudServer cloud, FileNamespace? files)
    {
        _folder = folder;
        Domain = domain;
        Cloud = cloud;
        Agent = files is null ? NewAgent("agent") : new(new() { Home = Path.Combine(files.Disk, "agent"), LogFile = PathOf("agent.log"), Wrapper = files.Wrapper });
        Client = new(new() { Issuer = cloud.Url, ClientId = ClientId, RedirectUri = Callback, CaFile = cloud.CaFile, Scope = "openid profile email offline_access groups" });
    }

    public SambaDomainController Domain { get; }

    /// <summary>Further domain controllers of the same domain, which joined.</summary>
    public IReadOnlyList<SambaDomainController> Others => _others;

    public CloudServer Cloud { get; }

    public AgentInstance Agent { get; }

    /// <summary>A relying party with its users' browsers.</summary>
    public OpenIdClient Client { get; }

    /// <summary>Starts domain controller and cloud, and sets up the agent, which is not started. It lives in the files when they are given.</summary>
    public static async Task<ProductLab> CreateAsync(
        LabRun lab,
        string name,
        DomainControllerOptions options,
        CancellationToken cancellationToken,
        FileNamespace? files = null,
        Func<CloudServerOptions, Task<CloudServer>>? makeCloud = null)
    {
        var folder = LabPaths.CreatePrivate(Path.Combine(lab.Folder, name));
        var starting = StartDomainAsync(lab.Place(Path.Combine(name, "dc"), options), cancellationToken);
        var cloudOptions = new CloudServerOptions { Home = Path.Combine(folder, "cloud"), LogFile = Path.Combine(folder, "cloud.log") };
        var cloud = makeCloud is null
            ? await CloudServer.CopyAsync(await lab.CloudTemplateAsync(), cloudOptions, cancellationToken)
            : await makeCloud(cloudOptions);
        await cloud.StartAsync(cancellationToken);
        var stack = new ProductLab(folder, await starting, cloud, files);
        await stack.Agent.InitAsync(stack.Domain, cloud, cancellationToken: cancellationToken);
        return stack;
    }

    /// <summary>Starts domain controller, cloud and agent; the agent has finished its first cycle.</summary>
    public static async Task<ProductLab> StartAsync(LabRun lab, string name, DomainControllerOptions options, CancellationToken cancellationToken)
    {
        var stack = await CreateAsync(lab, name, options, cancellationToken);
        await stack.Agent.StartAsync(cancellationToken);
        return stack;
    }

    /// <summary>Another agent of this stack, not set up; the test disposes it.</summary>
    public AgentInstance NewAgent(string name, IReadOnlyList<string>? wrapper = null) =>
        new(new() { Home = PathOf(name), LogFile = PathOf($"{name}.log"), Wrapper = wrapper ?? [] });

    /// <summary>Makes another domain controller, and tells the agent of it. The first one's options must say that it <c>Replicates</c>.</summary>
    public async Task<SambaDomainController> JoinAsync(LabRun lab, string hostName)
    {
        var other = await Domain.JoinAsync(lab.Place(Path.Combine(Path.GetFileName(_folder), hostName), new() { HostName = hostName }), Token);
        _others.Add(other);
        await SetDomainControllersAsync([Domain, .. _others]);
        return other;
    }

    /// <summary>Names the domain controllers in the agent's settings, in this order.</summary>
    public Task SetDomainControllersAsync(IEnumerable<SambaDomainController> controllers) => Troubleshooting.FaultTests.SetConnectorAsync(
        this,
        "domainControllers",
        new System.Text.Json.Nodes.JsonArray([.. controllers.Select(controller => (System.Text.Json.Nodes.JsonNode)$"{controller.Options.Address}:{controller.Options.FullHostName}")]));

    /// <summary>A path in the stack's folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Adds somebody to the directory, with a password that nobody else has.</summary>
    /// <param name="user">sAMAccountName, CN, and the UPN's first part.</param>
    /// <param name="shape">Changes what is added.</param>
    public async Task<ProductPerson> AddAsync(string user, Func<NewObject, NewObject>? shape = null)
    {
        var plain = new NewObject { Name = user, User = user, Upn = $"{user}@{Domain.Options.Domain}", Password = NewPassword() };
        var added = shape is null ? plain : shape(plain);
        var identity = await Domain.Directory.AddAsync(added, Token);
        return new(this, identity, added.User!, added.Upn ?? $"{added.User}@{Domain.Options.Domain}", added.Password!);
    }

    /// <summary>Adds somebody, and waits until the password signs in.</summary>
    public async Task<ProductPerson> AddSignedInAsync(string user, Func<NewObject, NewObject>? shape = null)
    {
        var person = await AddAsync(user, shape);
        await person.SignsInAsync();
        return person;
    }

    /// <summary>Asks for one answer, after whatever wait former guesses cost: true for in, false for refused.</summary>
    public async Task<bool> IsLetInAsync(string name, string password)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await Client.SignInAsync(name, password, token)) is not SignInResult.Throttled, Limit, Token);
        return last switch
        {
            SignInResult.Accepted => true,
            SignInResult.Refused => false,
            var other => throw new InvalidOperationException($"{name}: {other}"),
        };
    }

    /// <summary>Waits until the password signs in.</summary>
    public async Task<SignInResult.Accepted> SignsInAsync(string name, string password, TimeSpan? limit = null)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await Client.SignInAsync(name, password, token)) is SignInResult.Accepted, limit ?? Limit, Token);
        return Assert.IsType<SignInResult.Accepted>(last);
    }

    /// <summary>Waits until the password is refused.</summary>
    public async Task IsRefusedAsync(string name, string password)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await Client.SignInAsync(name, password, token)) is SignInResult.Refused, Limit, Token);
        Assert.IsType<SignInResult.Refused>(last);
    }

    /// <summary>Suspends the cloud, does something, and waits until a batch with all of it is on its way: sent by the agent, and not read by the cloud.</summary>
    public async Task HoldDeliveryAsync(Func<Task> change)
    {
        const int moreThanAHeartbeat = 2000;
        var listener = new IPEndPoint(IPAddress.Loopback, Cloud.Url.Port);
        Cloud.Suspend();
        Agent.Suspend(); // One look sees all of it, or else the batch could be only of what came first.
        await change();
        Agent.Resume();
        long before = -1;
        await Wait.UntilAsync(
            () =>
            {
                var unread = TcpQueues.Unread(listener);
                var isWhole = unread > moreThanAHeartbeat && unread == before;
                before = unread;
                return isWhole;
            },
            Limit,
            "a batch on its way to the suspended cloud",
            Token);
    }

    /// <summary>Waits until what the agent itself says is wrong is this; null for nothing.</summary>
    public Task HasProblemAsync(string? cause) => Wait.UntilAsync(
        async token => (await Agent.StatusAsync(token)).Problem == cause, Limit, $"the agent's problem {cause ?? "that goes away"}", Token);

    /// <summary>Compares the cloud with the directory: nobody lost, nobody doubled, and the present passwords sign in, and those from just before do not.</summary>
    /// <remarks>The cloud holds one verifier of a person. Ten wrong passwords are free, so that a few of the former ones can be tried more than once in a test.</remarks>
    /// <param name="people">Everybody but the service accounts who should be there.</param>
    public async Task AgreesAsync(params IReadOnlyCollection<ProductPerson> people)
    {
        foreach (var person in people.Where(person => person.Current is not null))
            await person.SignsInAsync(person.Current);
        await Agent.SyncAsync(Token);

        var there = (await SynchronizedAsync()).Select(person => person.UserName).Order(StringComparer.Ordinal);
        string[] expected = [.. people.Select(person => person.Upn), .. ServiceAccountNames];
        Assert.Equal(expected.Order(StringComparer.Ordinal), there);
        foreach (var person in people)
        {
            if (person.Current is { } current)
                Assert.True(await person.IsLetInAsync(current), $"{person} is refused with the present password.");
            foreach (var former in person.Former.TakeLast(SomeFormer))
                Assert.False(await person.IsLetInAsync(former), $"{person} is let in with a former password.");
        }
    }

    /// <summary>The same for people in bulk, by the cloud's database, and for some of them at sign-in.</summary>
    public async Task AgreesInBulkAsync()
    {
        const int signedIn = 50;
        var people = Domain.BulkPeople.ToList();
        await Wait.UntilAsync(() => CloudStore.CountPeople(this) == people.Count + ServiceAccountNames.Count, Limit, "everybody in the cloud", Token);
        var status = await Agent.StatusAsync(Token);
        Assert.Empty(status.Retries);

        var there = CloudStore.ReadPeople(this).ToDictionary(person => person.User, person => person.Verifier);
        Assert.Equal(people.Count + ServiceAccountNames.Count, there.Count);
        var wrong = people.AsParallel().Where(person => IsGivenPassword(person) != CloudStore.Matches(there[person.User], person.Password)).ToList();
        Assert.Empty(wrong);
        foreach (var person in people.Chunk(people.Count / signedIn).Select(chunk => chunk[0]))
            Assert.Equal(person.Expect is Expectation.SignsIn, await IsLetInAsync(person.Upn, person.Password));
    }

    /// <summary>Everybody in the cloud whom synchronization brought there.</summary>
    public async Task<IReadOnlyList<ListedPerson>> SynchronizedAsync() => [.. (await Cloud.ListAsync(Token)).Where(person => person.Source == "sync")];

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Cloud.DisposeAsync();
        foreach (var other in _others)
            await other.DisposeAsync();
        await Domain.DisposeAsync();
        Client.Dispose();
    }

    /// <summary>A password that nobody else has.</summary>
    public static string NewPassword() => $"Pw {RandomNumberGenerator.GetHexString(12)} ü";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    internal IReadOnlyList<string> ServiceAccountNames =>
        [$"{ServiceAccounts.Connector}@{Domain.Options.Domain}", $"{ServiceAccounts.Powerless}@{Domain.Options.Domain}"];

    // An expired account's password is delivered, and refused for the expiry.
    static bool IsGivenPassword(Person person) => person.Expect is Expectation.SignsIn || person.Why == "account expired";

    static async Task<SambaDomainController> StartDomainAsync(DomainControllerOptions options, CancellationToken cancellationToken)
    {
        var domain = await SambaDomainController.CreateAsync(options, cancellationToken: cancellationToken);
        await domain.StartAsync(cancellationToken);
        return domain;
    }
}
