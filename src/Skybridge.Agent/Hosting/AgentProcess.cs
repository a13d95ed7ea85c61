using Microsoft.Extensions.Logging;
using Skybridge.Agent.Home;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Hosting;

/// <summary>Everything that works in a home while it is locked: one synchronizer per domain, and what they share.</summary>
sealed class AgentProcess : IAsyncDisposable
{
    readonly HomeLock _lock;
    readonly Sync.Cloud.HttpCloudConnector _cloud;
    readonly List<ConnectorSpace> _spaces = [];

    AgentProcess(AgentHome home, HomeLock homeLock, AgentSettings settings, TimeProvider time, ILogger logger)
    {
        _lock = homeLock;
        Settings = settings;
        // What an operator may have to mend comes first: only then is anything written.
        var credentials = CredentialStore.Open(home);
        _cloud = ConnectorFactory.CreateCloud(home, settings.Cloud, credentials, time);
        Store = AgentStore.Open(home.Store, time);
        Events = new EventLog(Store, logger);
        var options = new SyncOptions { Mode = settings.Mode, Interval = TimeSpan.FromSeconds(settings.IntervalSeconds) };
        foreach (var connector in settings.Connectors)
        {
            var space = ConnectorSpace.Open(home.SpaceOf(connector.Domain), time);
            _spaces.Add(space);
            var directory = ConnectorFactory.CreateDirectory(connector, () => credentials.GetCredential(connector));
            Synchronizers.Add(new DomainSynchronizer(connector.Domain, directory, _cloud, space, Store, Events, options, time, logger));
        }
    }

    public AgentSettings Settings { get; }

    public AgentStore Store { get; }

    public EventLog Events { get; }

    public List<DomainSynchronizer> Synchronizers { get; } = [];

    /// <summary>Opens a home that is locked already; the lock is given back on disposal.</summary>
    public static AgentProcess Open(AgentHome home, HomeLock homeLock, TimeProvider time, ILogger logger)
    {
        try
        {
            return new AgentProcess(home, homeLock, home.ReadSettings(), time, logger);
        }
        catch
        {
            homeLock.Dispose();
            throw;
        }
    }

    /// <summary>Drops what is older than is kept.</summary>
    public void Prune()
    {
        Store.Prune();
        _spaces.ForEach(space => space.PruneAttempts());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var synchronizer in Synchronizers)
            await synchronizer.DisposeAsync();
        _spaces.ForEach(space => space.Dispose());
        _cloud.Dispose();
        Store.Dispose();
        _lock.Dispose();
    }
}
