using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Sync.Leases;

/// <summary>The cloud as it is seen in one term: everything that is delivered carries the term, and nothing passes when it is over.</summary>
sealed class FencedCloudConnector(ICloudConnector inner, LeaseKeeper lease, long? term) : ICloudConnector
{
    public Task<TenantState> GetTenantAsync(string domain, CancellationToken cancellationToken) => inner.GetTenantAsync(domain, cancellationToken);

    public Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken) =>
        GuardAsync(() => inner.DeliverAsync(batch with { Term = term }, cancellationToken));

    public Task<GroupReceipt> DeliverGroupsAsync(GroupBatch batch, CancellationToken cancellationToken) =>
        GuardAsync(() => inner.DeliverGroupsAsync(batch with { Term = term }, cancellationToken));

    public Task<TenantState> BeginEpochAsync(EpochRequest request, CancellationToken cancellationToken) =>
        GuardAsync(() => inner.BeginEpochAsync(request with { Term = term }, cancellationToken));

    async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (CloudException error) when (error.Code == ErrorCodes.NotLeader)
        {
            lease.Lose(term);
            throw;
        }
    }
}
