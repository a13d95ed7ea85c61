using System.Globalization;
using Skybridge.Contract;
using Skybridge.Sync.Agent;

namespace Skybridge.Sync.Engine;

/// <summary>Takes out of the cloud who was deleted or left the scope: all of them after a cycle, or none where they are suspiciously many.</summary>
/// <remarks>
/// No removal goes out with the pages of a cycle, since the first page does not know how many more will follow. Who is to be removed stands in
/// the connector space (<see cref="Space.ObjectState.Removal"/>) and is counted when everything was read; everything else has gone out by then.
/// </remarks>
sealed class RemovalRound(DomainSession session, TenantState tenant, ICycleObserver observer)
{
    const string HeldSetting = "removals-held";

    /// <summary>What was done.</summary>
    public CycleProgress Done { get; private set; }

    /// <summary>Removes, unless there are more than <see cref="SyncOptions.DeletionLimit"/> and nobody allowed it.</summary>
    public async Task RunAsync(bool allowed, CancellationToken cancellationToken)
    {
        if (session.Options.Mode != SyncMode.Active)
            return;

        // Whoever was removed before is so again without anybody's leave: no administrator would take it for news.
        var waiting = session.Space.GetRemovals();
        var news = waiting.Count(one => !one.IsRepeated);
        var tooMany = news > session.Options.DeletionLimit;
        var held = tooMany && !allowed;
        await RemoveAsync([.. waiting.Where(one => one.IsRepeated || !held).Select(one => one.ObjectGuid)], cancellationToken).ConfigureAwait(false);
        if (held)
        {
            Hold(news);
            return;
        }

        if (tooMany)
            session.Report(EventNumbers.DeletionsReleased, EventLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"An operator allowed more deletions than {session.Options.DeletionLimit}: {Done.Removed} people were removed, {Done.Failed} refused."));
        if (session.Space.GetSetting(HeldSetting) is not (null or ""))
            session.Space.SetSetting(HeldSetting, "");
    }

    async Task RemoveAsync(IReadOnlyList<Guid> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
            return;

        var identity = await session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = session.CreateRunner(identity, tenant, observer);
        await using var _ = runner.ConfigureAwait(false);
        foreach (var portion in waiting.Chunk(DeliveryBatch.MaxChanges))
            await runner.RemoveAsync([.. session.Space.Load(portion).Values], cancellationToken).ConfigureAwait(false);
        await runner.FinishAsync(null).ConfigureAwait(false);
        Done = runner.Done;
    }

    // Said once, and again only when there are more of them.
    void Hold(int count)
    {
        var said = int.TryParse(session.Space.GetSetting(HeldSetting), CultureInfo.InvariantCulture, out var before) ? before : 0;
        if (count <= said)
            return;

        session.Space.SetSetting(HeldSetting, count.ToString(CultureInfo.InvariantCulture));
        session.Report(
            EventNumbers.DeletionsHeld,
            EventLevel.Error,
            string.Create(CultureInfo.InvariantCulture, $"{count} people were deleted or left the scope, more than {session.Options.DeletionLimit} at once: none of them is removed from the cloud, everything else goes on. `skybridge pending` shows them; `skybridge sync --allow-deletions` removes them."));
    }
}
