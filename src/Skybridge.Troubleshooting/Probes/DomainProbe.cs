using Microsoft.Data.Sqlite;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Lag;
using Skybridge.Sync.Space;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Looks at one domain: its domain controllers side by side, and what the agent has stored about it.</summary>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock.</param>
sealed class DomainProbe(ProbeLimits limits, TimeProvider time)
{
    // SQLITE_CORRUPT and SQLITE_NOTADB.
    const int Damaged = 11;
    const int NotADatabase = 26;

    /// <summary>Looks at what is stored, and asks nobody.</summary>
    public DomainSight Recall(ConnectorFacts facts, string storePath)
    {
        var sight = new DomainSight
        {
            Domain = facts.Directory.Domain,
            Account = facts.Account,
            PasswordSync = facts.PasswordSync,
            PasswordSyncChange = facts.PasswordSyncChange,
        };
        return AddStored(sight, facts, storePath);
    }

    /// <summary>Looks.</summary>
    public async Task<DomainSight> LookAsync(ConnectorFacts facts, string storePath, CancellationToken cancellationToken)
    {
        var sight = Recall(facts, storePath);
        try
        {
            var addresses = await FindAsync(facts.Directory, cancellationToken).ConfigureAwait(false);
            using var gate = new LoginGate();
            var controllers = await Task.WhenAll(
                addresses.Select(address => new ControllerProbe(facts, address, gate, limits, time).LookAsync(cancellationToken))).ConfigureAwait(false);
            return sight with { Controllers = controllers };
        }
        catch (DomainNotFoundException error)
        {
            return sight with { NotFound = error.Message };
        }
    }

    async Task<IReadOnlyList<DomainControllerAddress>> FindAsync(DirectoryOptions options, CancellationToken cancellationToken) => options.DomainControllers.Count > 0
        ? options.DomainControllers
        : await new DomainControllerLocator(options.DnsServer, limits.Port).FindAsync(options.Domain, cancellationToken).ConfigureAwait(false);

    DomainSight AddStored(DomainSight sight, ConnectorFacts facts, string storePath)
    {
        try
        {
            return sight with { Stored = ReadStored(sight.Domain, facts.SpacePath, storePath), AccountSid = ConnectorSpace.FindSid(facts.SpacePath, facts.Account, time) };
        }
        catch (SqliteException error)
        {
            return sight with { StoreObstacle = error.Message, StoreDamage = error.SqliteErrorCode is Damaged or NotADatabase ? error.Message : null };
        }
    }

    StoredSight ReadStored(string domain, string spacePath, string storePath)
    {
        using var space = File.Exists(spacePath) ? ConnectorSpace.OpenReadOnly(spacePath, time) : null;
        using var store = File.Exists(storePath) ? AgentStore.OpenReadOnly(storePath, time) : null;
        return new StoredSight
        {
            Health = store?.GetHealth().Select(entry => entry.Health).FirstOrDefault(health => health.Domain == domain),
            People = space?.CountPeople() ?? new PeopleCount(0, 0, []),
            Retries = space?.DescribeRetries() ?? [],
            Sample = store?.GetSample(domain),
            Restored = space is null ? null : RestoreNotice.Recall(space),
            Lags = space is null ? [] : LagNotice.Recall(space),
        };
    }
}
