using Microsoft.Extensions.Logging;

namespace Skybridge.Tests.Sync.Support;

/// <summary>Keeps what was logged, exceptions and all.</summary>
sealed class RecordingLogger : ILogger
{
    public List<string> Lines { get; } = [];

    /// <summary>Looked at with every line: may end the process by an exception.</summary>
    public Action<string> Written { get; set; } = _ => { };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel} {formatter(state, exception)} {exception}";
        Lines.Add(line);
        Written(line);
    }
}

/// <summary>The end of the process, as the test has it.</summary>
sealed class KilledException : Exception;
