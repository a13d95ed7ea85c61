using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Leases;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>Stores a batch of groups: all of it in one transaction, which is on the disk before the receipt exists.</summary>
sealed class GroupProcessor(CloudDbContext db, WriteGate gate, TimeProvider time, ILogger<GroupProcessor> logger)
{
    /// <summary>Takes <paramref name="batch"/> from <paramref name="agent"/>.</summary>
    /// <exception cref="ApiRefusalException">The batch as a whole is not taken; nothing of it was stored.</exception>
    public async Task<GroupReceipt> TakeAsync(Agent agent, GroupBatch batch, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        try
        {
            return await StoreAsync(agent, batch, batch.Changes, cancellationToken);
        }
        catch (ApiRefusalException refusal) when (refusal.Reply.Code == ErrorCodes.NotLeader)
        {
            logger.NotLeader(agent.Name, batch.Domain, batch.Term);
            throw;
        }
        catch (DbException failure) when (StoreFailure.IsOneRow(failure))
        {
            logger.BatchStoredOneByOne(failure, agent.Name, batch.Sequence);
            return await StoreOneByOneAsync(agent, batch, cancellationToken);
        }
    }

    // One group that the database refuses must not keep the others out.
    async Task<GroupReceipt> StoreOneByOneAsync(Agent agent, GroupBatch batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<GroupOutcome>(batch.Changes.Count);
        foreach (var change in batch.Changes)
        {
            try
            {
                outcomes.AddRange((await StoreAsync(agent, batch, [change], cancellationToken)).Outcomes);
            }
            catch (DbException failure) when (StoreFailure.IsOneRow(failure))
            {
                logger.ChangeNotStored(failure, agent.Name, change.Anchor.Value);
                outcomes.Add(GroupOutcomes.Failed(change.Anchor));
            }
        }

        var receipt = await StoreAsync(agent, batch, [], cancellationToken);
        return receipt with { Outcomes = outcomes };
    }

    async Task<GroupReceipt> StoreAsync(Agent agent, GroupBatch batch, IReadOnlyList<GroupChange> changes, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        var now = time.GetUtcNow();
        await LeaseBook.RequireAsync(db, agent, batch.Domain, batch.Term, now, renews: true, cancellationToken);
        var tenant = await TenantReader.ReadAsync(db, batch.Domain, cancellationToken);
        DeliveryProcessor.RequireEpoch(tenant.State, batch.Domain, batch.Epoch);

        var stamp = new DeliveryStamp(agent.Id, batch.Sequence, UserNames.Normalize(batch.Domain), batch.Epoch, now);
        var outcomes = await ApplyAsync(changes, stamp, cancellationToken);
        await db.Agents.Where(row => row.Id == agent.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LastContactAt, now).SetProperty(row => row.LastDeliveryAt, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        logger.BatchTaken(batch.Sequence, agent.Name, batch.Domain, batch.Term, batch.Changes.Count);
        return new GroupReceipt { Sequence = batch.Sequence, Outcomes = outcomes, Tenant = tenant.State };
    }

    async Task<IReadOnlyList<GroupOutcome>> ApplyAsync(IReadOnlyList<GroupChange> changes, DeliveryStamp stamp, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return [];

        var anchors = changes.Select(change => change.Anchor.Value).Distinct().ToList();
        var groups = await db.Groups.AsNoTracking()
            .Where(group => EF.Parameter(anchors).Contains(group.Anchor))
            .ToDictionaryAsync(group => group.Anchor, cancellationToken);

        await using var rows = RowCommand<CloudGroup>.Upsert(db);
        await using var members = RowCommand<GroupMember>.Upsert(db);
        var rules = new GroupRules(db, groups, stamp, rows, members);
        var outcomes = new GroupOutcome[changes.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await rules.ApplyAsync(changes[i], cancellationToken);
        return outcomes;
    }
}
