using OpenIddict.Abstractions;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Leases;

namespace Skybridge.Cloud.Administration;

/// <summary>Takes nothing from an agent any more.</summary>
static class AgentRevocation
{
    /// <summary>Revokes it and says so in the audit log, in the caller's transaction.</summary>
    public static async Task RevokeAsync(
        CloudDbContext db,
        IOpenIddictApplicationManager applications,
        Agent agent,
        string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        (agent.RevokedAt, agent.RevokedBy) = (now, actor);
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.AgentRevoked, agent.Name, ("id", agent.Id)));
        await db.SaveChangesAsync(cancellationToken);
        await LeaseBook.EndAsync(db, agent.Id, now, cancellationToken);
        if (await applications.FindByClientIdAsync(agent.Id, cancellationToken) is { } application)
            await applications.DeleteAsync(application, cancellationToken);
    }
}
