using System.Runtime.ExceptionServices;
using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Changes on their way to the cloud, in as many batches as it takes.</summary>
/// <remarks>
/// A batch that the cloud refuses as a whole for what is in it is halved until the change is alone that it has something against: that one is
/// refused, the others are taken. Breadth first, so that after a few halvings it shows whether anything passes at all.
/// </remarks>
sealed class Consignment(IReadOnlyList<WorkItem> items, string domain, int epoch, ConnectorSpace space, Courier courier)
{
    // Seven levels of halves: when not one of them passes, it is not one change that is wrong.
    const int MostRefusals = 127;

    readonly DeliveryOutcome?[] _outcomes = new DeliveryOutcome?[items.Count];
    ExceptionDispatchInfo? _failure;
    int _refusals;
    bool _hasPassed;

    /// <summary>What the cloud said, item by item; null where it has said nothing yet.</summary>
    public IReadOnlyList<DeliveryOutcome?> Outcomes => _outcomes;

    /// <summary>The tenant as the last receipt told it; null without any.</summary>
    public TenantState? Tenant { get; private set; }

    /// <summary>Delivers. What makes it end early is kept for <see cref="ThrowIfFailed"/>: the outcomes until then count.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        var waiting = new Queue<Range>();
        for (var start = 0; start < items.Count; start += DeliveryBatch.MaxChanges)
            waiting.Enqueue(start..Math.Min(start + DeliveryBatch.MaxChanges, items.Count));
        try
        {
            while (waiting.TryDequeue(out var part))
            {
                if (await TryDeliverAsync(part, cancellationToken).ConfigureAwait(false))
                    continue;

                var middle = (part.Start.Value + part.End.Value) / 2;
                waiting.Enqueue(part.Start..middle);
                waiting.Enqueue(middle..part.End);
            }
        }
        catch (Exception error) when (error is CloudException or OperationCanceledException)
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Throws what ended it early.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    async Task<bool> TryDeliverAsync(Range part, CancellationToken cancellationToken)
    {
        var (start, count) = part.GetOffsetAndLength(items.Count);
        try
        {
            var receipt = await courier.DeliverAsync(BatchOf(start, count), cancellationToken).ConfigureAwait(false);
            (Tenant, _hasPassed) = (receipt.Tenant, true);
            for (var i = 0; i < count; i++)
                _outcomes[start + i] = receipt.Outcomes[i];
            return true;
        }
        catch (CloudException refusal) when (refusal.IsAboutContent && (_hasPassed || ++_refusals < MostRefusals))
        {
            if (count == 1)
                _outcomes[start] = Refused(items[start].State.Anchor!.Value, refusal);
            return count == 1;
        }
    }

    DeliveryBatch BatchOf(int start, int count) => new()
    {
        Sequence = space.NextSequence(),
        Domain = domain,
        Epoch = epoch,
        Changes = [.. items.Skip(start).Take(count).Select(item => item.ToChange())],
    };

    // Not for good: a newer cloud may take it, and nobody would tell.
    static DeliveryOutcome Refused(SourceAnchor anchor, CloudException refusal) => new()
    {
        Anchor = anchor,
        Status = DeliveryStatus.Error,
        Reason = refusal.Code ?? (refusal.StatusCode == 413 ? ErrorCodes.TooLarge : ErrorCodes.MalformedRequest),
        Detail = refusal.Message,
    };
}
