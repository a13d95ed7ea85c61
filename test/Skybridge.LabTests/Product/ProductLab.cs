using System.Security.Cryptography;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;

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

    /// <summary>The relying party. Nobody listens at its address.</summary>
    internal const string ClientId = "lab";

    internal static readonly Uri Callback = new("http://127.0.0.1:7444/callback");

    readonly string _folder;

    ProductLab(string folder, SambaDomainController domain, CloudServer cloud)
    {
        _folder = folder;
        Domain = domain;
        Cloud = cloud;
        Agent = NewAgent("agent");
        Client = new(new() { Issuer = cloud.Url, ClientId = ClientId, RedirectUri = Callback, CaFile = cloud.CaFile });
    }

    public SambaDomainController Domain { get; }

    public CloudServer Cloud { get; }

    public AgentInstance Agent { get; }

    /// <summary>A relying party with its users' browsers.</summary>
    public OpenIdClient Client { get; }

    /// <summary>Starts domain controller and cloud, and sets up the agent, which is not started.</summary>
    public static async Task<ProductLab> CreateAsync(LabRun lab, string name, DomainControllerOptions options, CancellationToken cancellationToken)
    {
        var folder = LabPaths.CreatePrivate(Path.Combine(lab.Folder, name));
        var starting = StartDomainAsync(lab.Place(Path.Combine(name, "dc"), options), cancellationToken);
        var cloudOptions = new CloudServerOptions { Home = Path.Combine(folder, "cloud"), LogFile = Path.Combine(folder, "cloud.log") };
        var cloud = await CloudServer.CopyAsync(await lab.CloudTemplateAsync(), cloudOptions, cancellationToken);
        await cloud.StartAsync(cancellationToken);
        var stack = new ProductLab(folder, await starting, cloud);
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

    /// <summary>Asks once: true for in, false for refused.</summary>
    public async Task<bool> IsLetInAsync(string name, string password) => await Client.SignInAsync(name, password, Token) switch
    {
        SignInResult.Accepted => true,
        SignInResult.Refused => false,
        var other => throw new InvalidOperationException($"{name}: {other}"),
    };

    /// <summary>Waits until the password signs in.</summary>
    public async Task<SignInResult.Accepted> SignsInAsync(string name, string password)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await Client.SignInAsync(name, password, token)) is SignInResult.Accepted, Limit, Token);
        return Assert.IsType<SignInResult.Accepted>(last);
    }

    /// <summary>Waits until the password is refused.</summary>
    public async Task IsRefusedAsync(string name, string password)
    {
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await Client.SignInAsync(name, password, token)) is SignInResult.Refused, Limit, Token);
        Assert.IsType<SignInResult.Refused>(last);
    }

    /// <summary>Everybody in the cloud whom synchronization brought there.</summary>
    public async Task<IReadOnlyList<ListedPerson>> SynchronizedAsync() => [.. (await Cloud.ListAsync(Token)).Where(person => person.Source == "sync")];

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Cloud.DisposeAsync();
        await Domain.DisposeAsync();
        Client.Dispose();
    }

    /// <summary>A password that nobody else has.</summary>
    public static string NewPassword() => $"Pw {RandomNumberGenerator.GetHexString(12)} ü";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<SambaDomainController> StartDomainAsync(DomainControllerOptions options, CancellationToken cancellationToken)
    {
        var domain = await SambaDomainController.CreateAsync(options, cancellationToken: cancellationToken);
        await domain.StartAsync(cancellationToken);
        return domain;
    }
}
