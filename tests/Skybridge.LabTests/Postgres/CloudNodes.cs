using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>Two nodes of one cloud behind a load balancer, on a database of their own.</summary>
sealed class CloudNodes : IAsyncDisposable
{
    readonly Balancer _balancer = new();
    readonly OpenIdClient _client;

    CloudNodes(Balancer balancer, CloudServer first, CloudServer second)
    {
        (_balancer, First, Second) = (balancer, first, second);
        // As browsers of many people are: each request may come to another node.
        _client = new(new() { Issuer = first.Url, ClientId = ProductLab.ClientId, RedirectUri = ProductLab.Callback, CaFile = first.CaFile, ConnectsAnew = true });
    }

    public CloudServer First { get; }

    public CloudServer Second { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes both and serves them.</summary>
    /// <param name="folder">Where their homes and logs go.</param>
    /// <param name="init">The options of <c>init</c> that name the database.</param>
    public static async Task<CloudNodes> StartAsync(string folder, IReadOnlyList<string> init)
    {
        LabPaths.CreatePrivate(folder);
        var balancer = new Balancer();
        var first = await CloudServer.CreateAsync(
            OptionsOf(folder, "first", balancer) with { Init = ["--host", "127.0.0.1", "--public-url", balancer.Url.ToString(), .. init] }, Token);
        await first.VerifyDomainAsync("north.example", Token);
        await first.AddClientAsync(ProductLab.ClientId, ProductLab.Callback, Token);
        var second = await CloudServer.JoinAsync(first, OptionsOf(folder, "second", balancer), Token);
        await Task.WhenAll(first.StartAsync(Token), second.StartAsync(Token));
        balancer.Serve(first.Own, second.Own);
        return new(balancer, first, second);
    }

    /// <summary>Sends new connections to one node only.</summary>
    public void Only(CloudServer node) => _balancer.Serve(node.Own);

    /// <summary>Sends them to both again.</summary>
    public void Both() => _balancer.Serve(First.Own, Second.Own);

    /// <summary>Signs somebody in, each request by another node.</summary>
    public Task<SignInResult> SignInAsync(string name, string password) => _client.SignInAsync(name, password, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _balancer.DisposeAsync();
    }

    static CloudServerOptions OptionsOf(string folder, string name, Balancer balancer) =>
        new() { Home = Path.Combine(folder, name), LogFile = Path.Combine(folder, $"{name}.log"), Balancer = balancer.Url };
}
