using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Skybridge.CommandLine.Services;

/// <summary>Tells systemd again and again that the program is alive; when it falls silent, systemd starts it anew (<c>WatchdogSec=</c>).</summary>
/// <remarks>It is alive as long as the thread pool runs what is due. Whether the work gets on is said by <c>status</c> and metrics: to start anew would not help it.</remarks>
/// <param name="notifier">Where to say it.</param>
/// <param name="interval">Between two times.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when systemd cannot be.</param>
public sealed partial class Watchdog(ISystemdNotifier notifier, TimeSpan interval, TimeProvider time, ILogger<Watchdog> logger) : BackgroundService
{
    // Three times within what systemd waits, so that one late timer is no reason.
    const int TimesWithin = 3;
    const int MicrosecondsInMillisecond = 1000;
    const int LongestMilliseconds = 60 * 60 * 1000;

    static readonly ServiceState Alive = new("WATCHDOG=1");

    /// <summary>How often to say it; null when nobody listens.</summary>
    /// <param name="environment">Looks up a variable.</param>
    public static TimeSpan? IntervalOf(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        // The process that is meant: a child of a service inherits the variables.
        if (environment("WATCHDOG_PID") is { Length: > 0 } pid && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? TimeSpan.FromMilliseconds(Math.Clamp(limit / MicrosecondsInMillisecond / TimesWithin, 1, LongestMilliseconds))
            : null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
                Say();
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    void Say()
    {
        try
        {
            notifier.Notify(Alive);
        }
        catch (SocketException error)
        {
            LogUntold(logger, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "systemd cannot be told that the program is alive: {Reason}")]
    static partial void LogUntold(ILogger logger, string reason);
}
