using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Delivery;

/// <summary>Notes that an agent was heard of: an idle one asks every second, and not each question is worth a transaction.</summary>
static class AgentContact
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Notes that <paramref name="agent"/> is here at <paramref name="now"/>, unless that was noted a moment ago.</summary>
    public static async Task NoteAsync(CloudDbContext db, Agent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Either way: a clock that was put back must not leave a contact in the future standing.
        if (agent.LastContactAt is { } last && (now - last).Duration() < Interval)
            return;

        try
        {
            // Of several questions at the same moment, one writes.
            await db.Agents.Where(row => row.Id == agent.Id && row.LastContactAt == agent.LastContactAt)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastContactAt, now), cancellationToken);
        }
        catch (DbException failure) when (StoreFailure.Passes(failure))
        {
            // The agent's question can be answered all the same; the next one is noted.
        }
    }
}
