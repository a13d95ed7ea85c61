using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Contract;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Skybridge.Cloud.OpenId;

/// <summary>Clients that every cloud knows without being told: registered once it listens, for a start that fails changes nothing.</summary>
sealed class BuiltInClients(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>Registers our own command line, unless it is registered already.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        // So that of nodes that start together one is first.
        await using var transaction = await scope.ServiceProvider.GetRequiredService<CloudDbContext>().BeginWritingAsync(cancellationToken);
        if (await applications.FindByClientIdAsync(AdminPaths.CommandLineClient, cancellationToken) is not null)
            return;

        await applications.CreateAsync(CommandLine(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // It has no secret to keep and no address to come back to: an administrator's consent is all that it can get.
    static OpenIddictApplicationDescriptor CommandLine() => new()
    {
        ClientId = AdminPaths.CommandLineClient,
        ClientType = ClientTypes.Public,
        ConsentType = ConsentTypes.Explicit,
        DisplayName = "Skybridge command line",
        Permissions =
        {
            Permissions.Endpoints.DeviceAuthorization,
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.DeviceCode,
            Permissions.Prefixes.Scope + AdminPaths.Scope,
        },
    };
}
