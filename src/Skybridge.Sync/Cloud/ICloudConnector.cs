using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>Where changes go. Every method may be repeated: the cloud takes the same thing twice without harm.</summary>
/// <exception cref="CloudException">From every method: the cloud could not be reached, or said no.</exception>
public interface ICloudConnector
{
    /// <summary>Asks how the tenant is.</summary>
    Task<TenantState> GetTenantAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Delivers a batch. When it returns, what the receipt says is on the cloud's disk.</summary>
    Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken);

    /// <summary>Delivers a batch of groups and memberships. When it returns, what the receipt says is on the cloud's disk.</summary>
    Task<GroupReceipt> DeliverGroupsAsync(GroupBatch batch, CancellationToken cancellationToken);

    /// <summary>Says that a domain was put back to an older state.</summary>
    Task<TenantState> BeginEpochAsync(EpochRequest request, CancellationToken cancellationToken);
}
