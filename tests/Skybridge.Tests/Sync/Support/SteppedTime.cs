using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Skybridge.Tests.Sync.Support;

/// <summary>A clock that stands still, and knows when somebody begins to wait for it.</summary>
sealed class SteppedTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero))
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Channel<bool> _waits = Channel.CreateUnbounded<bool>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(true);
        return timer;
    }

    /// <summary>Completes when the next wait has begun.</summary>
    public async Task WaitBegunAsync() =>
        await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Lets the only one who waits wait on until so much time has passed.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Advance(step);
            await WaitBegunAsync();
        }
    }
}
