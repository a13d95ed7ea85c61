namespace Skybridge.Cloud.SignIn;

/// <summary>So many of something at once for each subject, and one more after each interval: of this node alone, or of all that share a database.</summary>
/// <param name="kind">What is counted.</param>
/// <param name="atOnce">How many there may be at once.</param>
/// <param name="oneEach">How long until one more may be.</param>
/// <param name="counters">Where the counts are.</param>
abstract class RequestLimit(string kind, int atOnce, TimeSpan oneEach, LimitCounters counters)
{
    const int MaxSubjects = 10_000;

    readonly Lock _lock = new();
    readonly BoundedMap<Leak> _counts = new(MaxSubjects);

    /// <summary>How long whoever reached the limit has to wait.</summary>
    protected TimeSpan OneEach => oneEach;

    protected CounterKey Key => counters.Key;

    protected string Kind => kind;

    /// <summary>Whether the subject may do one more.</summary>
    protected async Task<bool> MayAsync(UInt128 subject, CancellationToken cancellationToken)
    {
        if (counters.Shared is { } shared)
            return await shared.IsBelowAsync(subject, atOnce, oneEach, cancellationToken);

        lock (_lock)
            return Of(subject).At(counters.Time.GetUtcNow()) <= atOnce - 1;
    }

    /// <summary>Counts one, whether it may be or not.</summary>
    protected async Task CountAsync(UInt128 subject)
    {
        // Also when whoever asked has gone: so the caller cannot take it back.
        if (counters.Shared is { } shared)
            await shared.TryAddAsync(subject, atMost: null, oneEach, CancellationToken.None);
        else
            lock (_lock)
                Of(subject).Add(1, counters.Time.GetUtcNow());
    }

    /// <summary>Counts one if it may be.</summary>
    protected async Task<bool> TryTakeAsync(UInt128 subject, CancellationToken cancellationToken)
    {
        if (counters.Shared is { } shared)
            return await shared.TryAddAsync(subject, atOnce, oneEach, cancellationToken);

        lock (_lock)
        {
            var leak = Of(subject);
            if (leak.At(counters.Time.GetUtcNow()) > atOnce - 1)
                return false;

            leak.Add(1, counters.Time.GetUtcNow());
            return true;
        }
    }

    Leak Of(UInt128 subject) => _counts.GetOrAdd(subject, () => new Leak(oneEach));
}

/// <summary>What limits count with.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Key">What subjects are kept by.</param>
/// <param name="Shared">The counters that nodes share; null for one node alone.</param>
sealed record LimitCounters(TimeProvider Time, CounterKey Key, SharedCounters? Shared = null);
