using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Skybridge.Sync.Agent;

/// <summary>Writes events to the agent's store and to the platform's log.</summary>
public sealed class EventLog(AgentStore store, ILogger logger)
{
    /// <summary>Writes one.</summary>
    public void Add(int number, EventLevel level, string? domain, string text)
    {
        Log.Event(logger, Log.LevelOf(level), number, domain ?? "-", text);
        try
        {
            store.AddEvent(number, level, domain, text);
        }
        catch (SqliteException error)
        {
            // The disk may be full: that must not stop synchronization, and the platform's log has the event.
            Log.EventNotStored(logger, number, error.Message);
        }
    }
}
