using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;

namespace Skybridge.Cloud.Leases;

/// <summary>Lends domains to agents: to one at a time, by this side's clock alone.</summary>
sealed class LeaseBook(CloudDbContext db, TimeProvider time)
{
    const int MaxDomains = 1000;
    const string Nobody = "nobody";

    static readonly TimeSpan SeekerInterval = TimeSpan.FromSeconds(10);

    /// <summary>Answers a request.</summary>
    public async Task<LeaseReply> AnswerAsync(Agent agent, string domain, LeaseRequest request, CancellationToken cancellationToken)
    {
        if (request.Wish == LeaseWish.Look)
        {
            var seen = await db.Leases.AsNoTracking().SingleOrDefaultAsync(row => row.Domain == domain, cancellationToken);
            return await ReplyAsync(agent, seen, handsOver: false, cancellationToken);
        }

        try
        {
            return await DecideAsync(agent, domain, request, cancellationToken);
        }
        catch (Exception failure) when (failure is DbUpdateException { InnerException: DbException inner } && StoreFailure.IsOneRow(inner))
        {
            // Two agents asked for a domain that had no row: now it has one.
            db.ChangeTracker.Clear();
            return await DecideAsync(agent, domain, request, cancellationToken);
        }
    }

    /// <summary>Requires, as a part of the transaction that stores what the agent sends, that it holds the domain in this term.</summary>
    /// <param name="db">The database, in the transaction.</param>
    /// <param name="agent">Who sends.</param>
    /// <param name="domain">For which domain, as it was sent.</param>
    /// <param name="term">In which term; null from an agent that knows no leases.</param>
    /// <param name="now">The time.</param>
    /// <param name="renews">Whether what is sent shows that the agent is at work.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ApiRefusalException">It does not.</exception>
    public static async Task RequireAsync(CloudDbContext db, Agent agent, string domain, long? term, DateTimeOffset now, bool renews, CancellationToken cancellationToken)
    {
        var name = Api.RequireDomain(domain);
        var lease = db.Leases.Where(row => row.Domain == name);
        if (term is not { } held)
        {
            if (!await lease.AnyAsync(row => row.AgentId != null, cancellationToken))
            {
                // Whoever leads next must not believe that nobody delivered since it did.
                await lease.ExecuteUpdateAsync(set => set.SetProperty(row => row.Term, row => row.Term + 1), cancellationToken);
                return;
            }

            throw Refused(name, $"The agent {agent.Name} knows no leases, and another one holds that of {name}.", "Update the agent.");
        }

        // An update, so that the row stays locked until the batch is stored: whoever takes the lease meanwhile waits for it.
        var own = lease.Where(row => row.AgentId == agent.Id && row.Term == held);
        var until = now + Lease.Duration;
        var count = renews
            ? await own.ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, until), cancellationToken)
            : await own.ExecuteUpdateAsync(set => set.SetProperty(row => row.Term, held), cancellationToken);
        if (count == 0)
            throw Refused(name, string.Create(CultureInfo.InvariantCulture, $"The agent {agent.Name} does not hold {name} in term {held}."), "Nothing to do: another agent delivers, and this one stands by.");
    }

    /// <summary>Takes every lease from an agent, as a part of the transaction that revokes it.</summary>
    public static async Task EndAsync(CloudDbContext db, string agentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Leases.Where(row => row.AgentId == agentId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.AgentId, (string?)null).SetProperty(row => row.ExpiresAt, now), cancellationToken);
        await db.LeaseSeekers.Where(row => row.AgentId == agentId).ExecuteDeleteAsync(cancellationToken);
    }

    static ApiRefusalException Refused(string domain, string error, string hint) =>
        new(StatusCodes.Status409Conflict, ErrorCodes.NotLeader, error, $"{hint} `skybridge-cloud agent list` says who leads {domain}.");

    async Task<LeaseReply> DecideAsync(Agent agent, string domain, LeaseRequest request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        await db.Leases.Where(row => row.Domain == domain).ExecuteUpdateAsync(set => set.SetProperty(row => row.Domain, domain), cancellationToken);
        var now = time.GetUtcNow();
        var lease = await db.Leases.AsTracking().SingleOrDefaultAsync(row => row.Domain == domain, cancellationToken);
        if (lease is not null && lease.ExpiresAt > now + Lease.Duration)
            lease.ExpiresAt = now + Lease.Duration; // The clock was put back: nobody holds anything for longer than it lasts.

        var handsOver = false;
        if (lease is not null && IsHeldBy(lease, agent, request))
            handsOver = Keep(lease, request, now);
        else if (request.Wish == LeaseWish.Hold && CanTake(lease, agent, request, now))
            (lease, handsOver) = (await TakeAsync(lease, agent, domain, request, now, cancellationToken), true);
        await NoteSeekerAsync(agent, lease, request, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var reply = await ReplyAsync(agent, lease, handsOver, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return reply;
    }

    // Without a term the answer that told of it was lost.
    static bool IsHeldBy(Lease lease, Agent agent, LeaseRequest request) =>
        lease.AgentId == agent.Id && lease.Run == request.Run && (request.Term == lease.Term || request.Term == 0);

    static bool CanTake(Lease? lease, Agent agent, LeaseRequest request, DateTimeOffset now) =>
        lease is null || lease.LeftAt(now) == TimeSpan.Zero || (lease.AgentId == agent.Id && request.Starts);

    static bool Keep(Lease lease, LeaseRequest request, DateTimeOffset now)
    {
        if (request.Term == lease.Term && request.Position is not null)
            (lease.Position, lease.Pending, lease.PositionAt) = (request.Position, PendingGuids.Write(request.Pending), now);
        lease.ExpiresAt = request.Wish switch
        {
            LeaseWish.Hold => now + Lease.Duration,
            _ => now,
        };
        if (request.Wish == LeaseWish.Release)
            lease.AgentId = null;
        return request.Term != lease.Term;
    }

    async Task<Lease> TakeAsync(Lease? lease, Agent agent, string domain, LeaseRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (lease is null)
        {
            if (await db.Leases.CountAsync(cancellationToken) >= MaxDomains)
                throw ApiRefusalException.TooLarge($"Agents have asked for {MaxDomains} domains already.");
            db.Leases.Add(lease = new Lease { Domain = domain, Term = 0, TakenAt = now, ExpiresAt = now });
        }

        var before = lease.AgentId is null || lease.AgentId == agent.Id ? null : await db.Agents.Where(row => row.Id == lease.AgentId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        (lease.AgentId, lease.Run, lease.Term, lease.TakenAt, lease.ExpiresAt) = (agent.Id, request.Run, lease.Term + 1, now, now + Lease.Duration);
        (string, string?)[] details = [("term", lease.Term.ToString(CultureInfo.InvariantCulture)), ("from", before ?? Nobody)];
        db.AuditEntries.Add(Audit.Entry(now, $"agent:{agent.Name}", AuditActions.LeaseTaken, domain, details));
        return lease;
    }

    // For operators only, so not with every question.
    async Task NoteSeekerAsync(Agent agent, Lease? lease, LeaseRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (lease is null)
            return;

        var seeker = await db.LeaseSeekers.AsTracking().SingleOrDefaultAsync(row => row.AgentId == agent.Id && row.Domain == lease.Domain, cancellationToken);
        if (request.Wish == LeaseWish.Release || lease.AgentId == agent.Id)
        {
            if (seeker is not null)
                db.LeaseSeekers.Remove(seeker);
        }
        else if (seeker is null)
        {
            db.LeaseSeekers.Add(new LeaseSeeker { AgentId = agent.Id, Domain = lease.Domain, AskedAt = now });
        }
        else if ((now - seeker.AskedAt).Duration() >= SeekerInterval)
        {
            seeker.AskedAt = now;
        }
    }

    async Task<LeaseReply> ReplyAsync(Agent agent, Lease? lease, bool handsOver, CancellationToken cancellationToken)
    {
        if (lease is null)
            return new LeaseReply { Held = false, Term = 0 };

        var now = time.GetUtcNow();
        var holder = lease.AgentId is null ? null : await db.Agents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == lease.AgentId, cancellationToken);
        return new LeaseReply
        {
            Held = lease.AgentId == agent.Id,
            Term = lease.Term,
            Holder = holder?.Name,
            HolderHost = holder?.Host,
            HeldSeconds = holder is null ? 0 : Math.Max(0, (now - lease.TakenAt).TotalSeconds),
            SecondsLeft = lease.LeftAt(now) < Lease.Duration ? lease.LeftAt(now).TotalSeconds : Lease.Duration.TotalSeconds,
            Position = handsOver ? lease.Position : null,
            Pending = handsOver ? PendingGuids.Read(lease.Pending) : null,
        };
    }
}
