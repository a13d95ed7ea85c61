namespace Skybridge.Drsr;

/// <summary>A cancellation token that fires after a time limit or with the caller's own; which of the two is told by the caller's token.</summary>
sealed class TimeLimit : IDisposable
{
    readonly CancellationTokenSource _timer;
    readonly CancellationTokenSource _linked;

    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
