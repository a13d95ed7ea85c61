using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Skybridge.CommandLine.Services;

namespace Skybridge.Tests.CommandLine;

/// <summary>systemd is told that the program is alive, three times within what it waits.</summary>
public class WatchdogTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData("often", null, null)]
    [InlineData("0", null, null)]
    [InlineData("-3000000", null, null)]
    [InlineData("30000000", null, 10_000)]
    [InlineData("30000000", "self", 10_000)]
    [InlineData("30000000", "1", null)]
    [InlineData("1", null, 1)]
    [InlineData("9000000000000000000", null, 3_600_000)]
    [InlineData("18446744073709551615", null, null)]
    public void The_interval_is_a_third_of_what_systemd_waits(string? limit, string? process, int? milliseconds)
    {
        var pid = process == "self" ? $"{Environment.ProcessId}" : process;

        var interval = Watchdog.IntervalOf(name => name switch { "WATCHDOG_USEC" => limit, "WATCHDOG_PID" => pid, _ => null });

        Assert.Equal(milliseconds, interval?.TotalMilliseconds);
    }

    [Fact]
    public async Task It_says_so_at_once_and_then_again_and_again()
    {
        var time = new FakeTimeProvider();
        using var notifier = new CountingNotifier();
        using var watchdog = new Watchdog(notifier, TimeSpan.FromSeconds(10), time, NullLogger<Watchdog>.Instance);
        await watchdog.StartAsync(TestContext.Current.CancellationToken);
        for (var times = 1; times <= 3; times++)
        {
            Assert.True(await notifier.Said.WaitAsync(Limit, TestContext.Current.CancellationToken), $"not told for the {times}. time");
            time.Advance(TimeSpan.FromSeconds(10));
        }

        await watchdog.StopAsync(TestContext.Current.CancellationToken);
    }

    sealed class CountingNotifier : ISystemdNotifier, IDisposable
    {
        public SemaphoreSlim Said { get; } = new(0);

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            Assert.Equal("WATCHDOG=1", state.ToString());
            Said.Release();
        }

        public void Dispose() => Said.Dispose();
    }
}
