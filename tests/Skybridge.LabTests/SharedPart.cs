namespace Skybridge.LabTests;

/// <summary>What several tests use one after the other: started when the first one asks, and again for the next one after it was given up.</summary>
/// <param name="start">Starts the n-th one, beginning with 1.</param>
sealed class SharedPart<T>(Func<int, Task<T>> start) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    readonly SemaphoreSlim _gate = new(1);
    T? _part;
    int _started;

    /// <summary>The one that is there, or a new one.</summary>
    public async Task<T> GetAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _part ??= await start(++_started);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the one that is there.</summary>
    public async ValueTask GiveUpAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_part is not null)
                await _part.DisposeAsync();
            _part = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await GiveUpAsync();
        _gate.Dispose();
    }
}
