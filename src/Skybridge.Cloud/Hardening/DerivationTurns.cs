namespace Skybridge.Cloud.Hardening;

/// <summary>Lets as many derive at once as there are processors, keeps a short queue, and turns the rest away: memory and time stay bounded.</summary>
/// <remarks>What can wait has one turn of its own, and takes none from people who sign in.</remarks>
sealed class DerivationTurns(int atOnce, TimeProvider time) : IDisposable
{
    const int MaxWaitingPerTurn = 32;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _people = new(atOnce, atOnce);
    readonly SemaphoreSlim _background = new(1, 1);
    int _waiting;

    public DerivationTurns(TimeProvider time)
        : this(Math.Max(1, Environment.ProcessorCount), time)
    {
    }

    /// <summary>How soon somebody who was turned away may come back.</summary>
    public static TimeSpan ComeBack { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a turn of somebody who signs in; whoever gets one disposes it.</summary>
    /// <returns>Null when too many wait already, or for too long.</returns>
    public async Task<IDisposable?> TryEnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaitingPerTurn * atOnce)
                return null;

            using var limit = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await _people.WaitAsync(either.Token);
            return new Turn(_people);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits for the one turn of what can wait; whoever gets it disposes it.</summary>
    public async Task<IDisposable> EnterBackgroundAsync(CancellationToken cancellationToken)
    {
        await _background.WaitAsync(cancellationToken);
        return new Turn(_background);
    }

    public void Dispose()
    {
        _people.Dispose();
        _background.Dispose();
    }

    sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
