using System.Diagnostics;

namespace Skybridge.Lab;

/// <summary>Waits for conditions, never for time alone.</summary>
public static class Wait
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes; false when <paramref name="limit"/> has passed before.</summary>
    public static async Task<bool> TryUntilAsync(
        Func<CancellationToken, ValueTask<bool>> condition, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
                return false;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        return true;
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">The answer was still no after <paramref name="limit"/>.</exception>
    public static async Task UntilAsync(
        Func<CancellationToken, ValueTask<bool>> condition, TimeSpan limit, string what, CancellationToken cancellationToken = default)
    {
        if (!await TryUntilAsync(condition, limit, cancellationToken))
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s in vain: {what}.");
    }

    /// <summary>As above, for a condition that costs nothing to ask.</summary>
    public static Task UntilAsync(Func<bool> condition, TimeSpan limit, string what, CancellationToken cancellationToken = default) =>
        UntilAsync(_ => ValueTask.FromResult(condition()), limit, what, cancellationToken);
}
