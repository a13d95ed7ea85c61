using Skybridge.Lab;
using Skybridge.Lab.Postgres;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>A PostgreSQL server that the tests of a class share; each cloud has a database of its own. Nothing of it may be stopped.</summary>
public sealed class PostgresFixture(LabRun lab) : IAsyncLifetime
{
    PostgresServer? _server;
    int _made;

    public PostgresServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        await HostPackages.EnsureAsync(HostPackages.Postgres, TestContext.Current.SendDiagnosticMessage, CancellationToken.None);
        _server = await PostgresServer.CreateAsync(new() { LogFile = Path.Combine(lab.Folder, $"postgres-{Guid.NewGuid():N}.log"), Durable = false }, CancellationToken.None);
        await _server.StartAsync(CancellationToken.None);
        await _server.CreateRoleAsync(CancellationToken.None);
    }

    /// <summary>Makes an empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"cloud{Interlocked.Increment(ref _made)}";
        await Server.CreateDatabaseAsync(name, TestContext.Current.CancellationToken);
        return name;
    }

    /// <summary>The options of <c>init</c> that name one.</summary>
    public IReadOnlyList<string> Init(string database) => ["--postgres", Server.Address(database), "--postgres-password-file", Server.PasswordFile];

    /// <summary>A cloud with a database of its own, that knows the lab's domain and relying party.</summary>
    public async Task<CloudServer> MakeCloudAsync(CloudServerOptions options)
    {
        var cloud = await CloudServer.CreateAsync(options with { Init = Init(await CreateDatabaseAsync()) }, TestContext.Current.CancellationToken);
        await cloud.VerifyDomainAsync("north.example", TestContext.Current.CancellationToken);
        await cloud.VerifyDomainAsync("west.example", TestContext.Current.CancellationToken);
        await cloud.AddClientAsync(ProductLab.ClientId, ProductLab.Callback, TestContext.Current.CancellationToken);
        return cloud;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
