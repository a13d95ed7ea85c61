using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Leases;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>Stores a batch: all of it in one transaction, which is on the disk before the receipt exists.</summary>
sealed class DeliveryProcessor(CloudDbContext db, WriteGate gate, VerifierHardener hardener, TimeProvider time, ILogger<DeliveryProcessor> logger)
{
    /// <summary>Takes <paramref name="batch"/> from <paramref name="agent"/>.</summary>
    /// <exception cref="ApiRefusalException">The batch as a whole is not taken; nothing of it was stored.</exception>
    public async Task<DeliveryReceipt> TakeAsync(Agent agent, DeliveryBatch batch, CancellationToken cancellationToken)
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
        catch (DbException failure) when (StoreFailure.IsOneRow(failure) && batch.Changes.Count > 0)
        {
            logger.BatchStoredOneByOne(failure, agent.Name, batch.Sequence);
            return await StoreOneByOneAsync(agent, batch, cancellationToken);
        }
    }

    // One change that the database refuses must not keep the others out.
    async Task<DeliveryReceipt> StoreOneByOneAsync(Agent agent, DeliveryBatch batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<DeliveryOutcome>(batch.Changes.Count);
        foreach (var change in batch.Changes)
        {
            try
            {
                outcomes.AddRange((await StoreAsync(agent, batch, [change], cancellationToken)).Outcomes);
            }
            catch (DbException failure) when (StoreFailure.IsOneRow(failure))
            {
                logger.ChangeNotStored(failure, agent.Name, change.Anchor.Value);
                outcomes.Add(Outcomes.Failed(change.Anchor));
            }
        }

        var receipt = await StoreAsync(agent, batch, [], cancellationToken);
        return receipt with { Outcomes = outcomes };
    }

    async Task<DeliveryReceipt> StoreAsync(
        Agent agent,
        DeliveryBatch batch,
        IReadOnlyList<DirectoryChange> changes,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        var now = time.GetUtcNow();
        await LeaseBook.RequireAsync(db, agent, batch.Domain, batch.Term, now, renews: batch.Changes.Count > 0, cancellationToken);
        var tenant = await TenantReader.ReadAsync(db, batch.Domain, cancellationToken);
        RequireEpoch(tenant.State, batch.Domain, batch.Epoch);

        var stamp = new DeliveryStamp(agent.Id, batch.Sequence, UserNames.Normalize(batch.Domain), batch.Epoch, now);
        var outcomes = await ApplyAsync(changes, tenant, stamp, cancellationToken);
        await NoteAsync(agent, batch, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (changes.Any(change => change.Password?.Verifier is not null))
            hardener.Wake();
        if (changes.Count > 0)
            logger.BatchTaken(batch.Sequence, agent.Name, batch.Domain, batch.Term, changes.Count);

        return new DeliveryReceipt { Sequence = batch.Sequence, Outcomes = outcomes, Tenant = tenant.State };
    }

    async Task<IReadOnlyList<DeliveryOutcome>> ApplyAsync(
        IReadOnlyList<DirectoryChange> changes,
        TenantRules tenant,
        DeliveryStamp stamp,
        CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return [];

        var people = new PeopleBook(db);
        await people.LoadAsync([.. changes.Select(change => change.Anchor.Value).Distinct()], cancellationToken);
        await people.LoadNamesAsync(
            [.. changes.Select(change => change.Person).OfType<PersonImage>().Select(tenant.FirstName)],
            cancellationToken);

        var rules = new ChangeRules(people, tenant, stamp);
        var outcomes = new DeliveryOutcome[changes.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await rules.ApplyAsync(changes[i], cancellationToken);
        await people.WriteAsync(cancellationToken);
        return outcomes;
    }

    // A batch without changes is the heartbeat, and delivers nothing.
    async Task NoteAsync(Agent agent, DeliveryBatch batch, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Agents.Where(row => row.Id == agent.Id).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(row => row.LastContactAt, now);
                if (batch.Changes.Count > 0)
                    set.SetProperty(row => row.LastDeliveryAt, now);
            },
            cancellationToken);

    /// <summary>Refuses a batch of an epoch that has ended, or has not begun.</summary>
    /// <exception cref="ApiRefusalException">It is one.</exception>
    public static void RequireEpoch(TenantState tenant, string domain, int epoch)
    {
        if (epoch == tenant.Epoch)
            return;

        throw new ApiRefusalException(
            StatusCodes.Status409Conflict,
            ErrorCodes.EpochOutdated,
            $"{domain} is in epoch {tenant.Epoch}, and the batch says {epoch}.",
            "Ask for the tenant again and deliver in its epoch.");
    }
}
