namespace Skybridge.Cloud.Delivery;

/// <summary>Lets one batch at a time write, keeps a short queue, and turns the rest away.</summary>
/// <remarks>The database has one writer anyway. Waiting here costs no thread, and tells agents to come back instead of piling up.</remarks>
sealed class WriteGate : IDisposable
{
    const int MaxWaiting = 32;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly SemaphoreSlim _one = new(1, 1);
    int _waiting;

    /// <summary>Waits for the turn; whoever enters disposes what is returned.</summary>
    /// <exception cref="ApiRefusalException">Too many wait already, or for too long.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting || !await _one.WaitAsync(Patience, cancellationToken))
                throw ApiRefusalException.Busy("Other agents' deliveries are being stored.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
