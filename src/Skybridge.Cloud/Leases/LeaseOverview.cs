using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Leases;

/// <summary>Who leads and who stands by, for operators.</summary>
sealed class LeaseOverview
{
    readonly ILookup<string, string> _led;
    readonly ILookup<string, string> _awaited;

    LeaseOverview(IEnumerable<Lease> leases, IEnumerable<LeaseSeeker> seekers)
    {
        _led = leases.ToLookup(lease => lease.AgentId!, lease => lease.Domain);
        _awaited = seekers.ToLookup(seeker => seeker.AgentId, seeker => seeker.Domain);
    }

    public static async Task<LeaseOverview> ReadAsync(CloudDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.AsNoTracking().Where(lease => lease.AgentId != null).ToListAsync(cancellationToken);
        var seekers = await db.LeaseSeekers.AsNoTracking().ToListAsync(cancellationToken);
        return new LeaseOverview(
            leases.Where(lease => lease.LeftAt(now) > TimeSpan.Zero),
            seekers.Where(seeker => now - seeker.AskedAt < LeaseSeeker.KeptFor));
    }

    /// <summary>The domains of which an agent holds the lease.</summary>
    public IReadOnlyList<string> LedBy(string agentId) => [.. _led[agentId].Order(StringComparer.Ordinal)];

    /// <summary>The domains of which an agent asks for the lease and does not have it.</summary>
    public IReadOnlyList<string> AwaitedBy(string agentId) => [.. _awaited[agentId].Order(StringComparer.Ordinal)];
}
