using Microsoft.Extensions.Logging;
using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Hosting;

/// <summary>What is made of one state of the settings: a synchronizer per domain, and what they share.</summary>
sealed class AgentWork : IAsyncDisposable
{
    readonly HttpCloudConnector _cloud;
    readonly List<ConnectorSpace> _spaces = [];
    readonly List<DomainSynchronizer> _synchronizers = [];

    public AgentWork(AgentHome home, AgentSettings settings, AgentAccess access, AgentStore store, EventLog events, TimeProvider time, ILogger logger)
    {
        _cloud = access.Cloud;
        var options = new SyncOptions { Mode = settings.Mode, Interval = TimeSpan.FromSeconds(settings.IntervalSeconds), DeletionLimit = settings.DeletionLimit };
        foreach (var connector in settings.Connectors)
        {
            var space = ConnectorSpace.Open(home.SpaceOf(connector.Domain), time);
            _spaces.Add(space);
            var directory = ConnectorFactory.CreateDirectory(connector, () => access.Credentials.GetCredential(connector));
            ICloudConnector cloud = connector.PasswordSync ? _cloud : new PasswordlessCloudConnector(_cloud);
            _synchronizers.Add(new DomainSynchronizer(connector.Domain, directory, cloud, space, store, events, options with { Scope = connector.Scope ?? ScopeRules.Everybody }, time, logger));
        }
    }

    public IReadOnlyList<DomainSynchronizer> Synchronizers => _synchronizers;

    /// <summary>All domains side by side until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_synchronizers.Select(synchronizer => synchronizer.RunAsync(cancellationToken)));

    /// <summary>Drops what is older than is kept.</summary>
    public void Prune() => _spaces.ForEach(space => space.PruneAttempts());

    public async ValueTask DisposeAsync()
    {
        foreach (var synchronizer in _synchronizers)
            await synchronizer.DisposeAsync();
        _spaces.ForEach(space => space.Dispose());
        _cloud.Dispose();
    }
}
