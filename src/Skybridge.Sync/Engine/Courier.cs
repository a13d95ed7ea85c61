using Skybridge.Contract;
using Skybridge.Sync.Cloud;

namespace Skybridge.Sync.Engine;

/// <summary>Brings batches to the cloud, and tries again for a while when it does not answer.</summary>
sealed class Courier(ICloudConnector cloud, SyncOptions options, TimeProvider time)
{
    static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <exception cref="CloudException">It said no, or did not answer for as long as our patience lasts.</exception>
    public Task<DeliveryReceipt> DeliverAsync(DeliveryBatch batch, CancellationToken cancellationToken) =>
        TryAsync(() => cloud.DeliverAsync(batch, cancellationToken), cancellationToken);

    /// <exception cref="CloudException">It said no, or did not answer for as long as our patience lasts.</exception>
    public Task<GroupReceipt> DeliverAsync(GroupBatch batch, CancellationToken cancellationToken) =>
        TryAsync(() => cloud.DeliverGroupsAsync(batch, cancellationToken), cancellationToken);

    async Task<T> TryAsync<T>(Func<Task<T>> deliver, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                return await deliver().ConfigureAwait(false);
            }
            catch (CloudException error) when (error.IsTransient && time.GetElapsedTime(started) + WaitOf(error, delay) < options.DeliveryPatience)
            {
                await Task.Delay(WaitOf(error, delay), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    static TimeSpan WaitOf(CloudException error, TimeSpan delay) => error.RetryAfter > delay ? error.RetryAfter.Value : delay;
}
