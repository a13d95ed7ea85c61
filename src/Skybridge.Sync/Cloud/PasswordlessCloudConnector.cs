using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>The cloud as a domain sees it whose passwords are not to be synchronized: as if the tenant took none.</summary>
/// <param name="cloud">The cloud as it is; not owned.</param>
public sealed class PasswordlessCloudConnector(ICloudConnector cloud) : ICloudConnector
{
    /// <inheritdoc/>
    public async Task<TenantState> GetTenantAsync(string domain, CancellationToken cancellationToken) =>
        Without(await cloud.GetTenantAsync(domain, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken)
    {
        var receipt = await cloud.DeliverAsync(batch, cancellationToken).ConfigureAwait(false);
        return receipt with { Tenant = Without(receipt.Tenant) };
    }

    /// <inheritdoc/>
    public async Task<GroupReceipt> DeliverGroupsAsync(GroupBatch batch, CancellationToken cancellationToken)
    {
        var receipt = await cloud.DeliverGroupsAsync(batch, cancellationToken).ConfigureAwait(false);
        return receipt with { Tenant = Without(receipt.Tenant) };
    }

    /// <inheritdoc/>
    public async Task<TenantState> BeginEpochAsync(EpochRequest request, CancellationToken cancellationToken) =>
        Without(await cloud.BeginEpochAsync(request, cancellationToken).ConfigureAwait(false));

    static TenantState Without(TenantState tenant) => tenant with { PasswordSync = false };
}
