using Microsoft.Extensions.Logging;
using Skybridge.Sync.Agent;

namespace Skybridge.Sync;

/// <summary>What the engine logs. Identifiers 2xxx, never used again.</summary>
static partial class Log
{
    public static LogLevel LevelOf(EventLevel level) => level switch
    {
        EventLevel.Error => LogLevel.Error,
        EventLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    /// <summary>An event under its own number, by which the Windows event log and whoever collects logs know it.</summary>
    public static void Event(ILogger logger, LogLevel level, int number, string domain, string text) =>
        logger.Log(level, new EventId(number), new EventState(number, domain, text), exception: null, static (state, _) => state.ToString());

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "Event {Number} could not be stored: {Error}")]
    public static partial void EventNotStored(ILogger logger, int number, string error);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "{Domain}: an error that nobody expected")]
    public static partial void Unexpected(ILogger logger, string domain, Exception error);
}
