using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary>The whole product and a second cloud, with an authority and keys of its own, that is the provider of the domain's people.</summary>
sealed class FederatedStack : IAsyncDisposable
{
    const string ClientId = "the-first-cloud";
    const string Secret = "what only these two clouds know";

    FederatedStack(ProductLab stack, CloudServer provider, OpenIdClient client) => (Stack, Provider, Client) = (stack, provider, client);

    public ProductLab Stack { get; }

    public CloudServer Provider { get; }

    /// <summary>A relying party of the first cloud, whose browsers reach both.</summary>
    public OpenIdClient Client { get; }

    string Domain => Stack.Domain.Options.Domain;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FederatedStack> StartAsync(LabRun lab, string name)
    {
        var stack = await ProductLab.StartAsync(lab, name, new() { Population = Population.Nobody }, Token);
        var provider = await CloudServer.CreateAsync(
            new() { Home = stack.PathOf("provider"), LogFile = stack.PathOf("provider.log"), Host = "localhost" },
            Token);
        await provider.StartAsync(Token);
        await provider.VerifyDomainAsync(stack.Domain.Options.Domain, Token);
        await LabPaths.WritePrivateAsync(stack.PathOf("secret"), Secret, Token);
        await provider.AddClientAsync(ClientId, new Uri(stack.Cloud.Url, $"account/federation/{stack.Domain.Options.Domain}/return"), stack.PathOf("secret"), Token);
        var both = stack.PathOf("authorities.pem");
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(stack.Cloud.CaFile, Token) + await File.ReadAllTextAsync(provider.CaFile, Token), Token);
        return new(stack, provider, new(new() { Issuer = stack.Cloud.Url, ClientId = ProductLab.ClientId, RedirectUri = ProductLab.Callback, CaFile = both }));
    }

    /// <summary>Adds somebody to the directory who signs in by it, and whom the provider knows by another password.</summary>
    public async Task<(ProductPerson Person, string ThereOnly)> AddAsync(string user)
    {
        var person = await Stack.AddSignedInAsync(user);
        var password = ProductLab.NewPassword();
        await Provider.AddUserAsync(person.Upn, password, cancellationToken: Token);
        return (person, password);
    }

    /// <summary>Sends the domain's people to the provider.</summary>
    public Task<string> FederateAsync(params string[] more) => Stack.Cloud.CommandAsync(
        ["sign-in", "set", Domain, "federation", "--issuer", Provider.Url.AbsoluteUri, "--client-id", ClientId, "--client-secret-file", Stack.PathOf("secret"), "--ca-file", Provider.CaFile, .. more],
        Token);

    /// <summary>The same by the agent's command line, as a program that administers the cloud.</summary>
    public async Task<string> FederateFromAfarAsync()
    {
        var secret = Stack.PathOf("admin-secret");
        await LabPaths.WritePrivateAsync(secret, "what only a job of this lab knows, and nobody else", Token);
        await Stack.Cloud.CommandAsync(["client", "add", "Job", "--id", "job", "--administration", "--secret-file", secret], Token);
        return await Stack.Agent.CommandAsync(FederationFromAfar("--admin-client-id", "job", "--admin-client-secret-file", secret, "--json"), Token);
    }

    /// <summary>What the agent's command line is told for it.</summary>
    public IReadOnlyList<string> FederationFromAfar(params IEnumerable<string> more) =>
    [
        "sign-in", "set", "federation",
        "--issuer", Provider.Url.AbsoluteUri, "--client-id", ClientId, "--client-secret-file", Stack.PathOf("secret"), "--ca-file", Provider.CaFile,
        .. more,
    ];

    /// <summary>Has them sign in with their passwords again.</summary>
    public Task<string> GoBackAsync() => Stack.Cloud.CommandAsync(["sign-in", "set", Domain, "password-hash"], Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Provider.DisposeAsync();
        await Stack.DisposeAsync();
    }
}
