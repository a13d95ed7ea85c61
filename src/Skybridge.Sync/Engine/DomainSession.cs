using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Everything that the work on one domain is done with.</summary>
sealed record DomainSession
{
    public required string Domain { get; init; }

    public required IDirectoryConnector Directory { get; init; }

    public required ICloudConnector Cloud { get; init; }

    public required ConnectorSpace Space { get; init; }

    public required EventLog Events { get; init; }

    public required SyncOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Creates a runner for the tenant as it is now.</summary>
    public CycleRunner CreateRunner(DirectoryIdentity identity, TenantState tenant, ICycleObserver observer) =>
        new(identity, tenant, Space, new Courier(Cloud, Options, Time), Options, Time, observer);

    /// <summary>Whether passwords are asked for: not while staging, nor with the tenant's feature off.</summary>
    public bool WithSecrets(TenantState tenant) => Options.Mode == SyncMode.Active && tenant.PasswordSync;

    /// <summary>Which position is moved then.</summary>
    public CheckpointKind PositionOf(TenantState tenant) => WithSecrets(tenant) ? CheckpointKind.Delivered : CheckpointKind.Observed;

    /// <summary>Writes an event about the domain.</summary>
    public void Report(int number, EventLevel level, string text) => Events.Add(number, level, Domain, text);
}
