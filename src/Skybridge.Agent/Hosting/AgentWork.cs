using Microsoft.Extensions.Logging;
using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Leases;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Hosting;

/// <summary>What is made of one state of the settings: a synchronizer per domain, and what they share.</summary>
sealed class AgentWork : IAsyncDisposable
{
    readonly HttpCloudConnector _cloud;
    readonly HttpCloudConnector _leases;
    readonly List<ConnectorSpace> _spaces = [];
    readonly List<DomainSynchronizer> _synchronizers = [];

    public AgentWork(AgentHome home, AgentSettings settings, AgentAccess access, AgentStore store, EventLog events, TimeProvider time, ILogger logger)
    {
        _cloud = access.Cloud;
        // On connections of their own, leases and deliveries never wait for each other.
        _leases = ConnectorFactory.CreateCloud(home, settings.Cloud, access.Credentials, time);
        var options = new SyncOptions { Mode = settings.Mode, Interval = TimeSpan.FromSeconds(settings.IntervalSeconds), DeletionLimit = settings.DeletionLimit };
        foreach (var connector in settings.Connectors)
        {
            var space = ConnectorSpace.Open(home.SpaceOf(connector.Domain), time);
            _spaces.Add(space);
            var directory = ConnectorFactory.CreateDirectory(connector, () => access.Credentials.GetCredential(connector));
            ICloudConnector cloud = connector.PasswordSync ? _cloud : new PasswordlessCloudConnector(_cloud);
            // A staging agent delivers nothing, so it never leads.
            var lease = settings.Mode == SyncMode.Staging ? null : new LeaseKeeper(connector.Domain, _leases, space, new DirectorySigns(time), time);
            var lag = new LagWatch(address => ConnectorFactory.CreateDirectory(connector with { DomainControllers = [address.ToString()] }, () => access.Credentials.GetCredential(connector)), time, logger);
            var ownOptions = ConnectorFactory.SyncOptionsOf(connector, options);
            _synchronizers.Add(new DomainSynchronizer(connector.Domain, directory, cloud, space, store, events, ownOptions, time, logger, lease, lag));
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
        _leases.Dispose();
    }
}
