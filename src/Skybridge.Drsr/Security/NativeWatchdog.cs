using System.Collections.Concurrent;

namespace Skybridge.Drsr.Security;

/// <summary>Runs a blocking native call on a thread of its own and stops waiting for it after a time limit.</summary>
/// <remarks>
/// The library knows no cancellation and may block for half a minute, or for ever. A call that is no longer waited for goes on, owns what
/// it makes, and disposes it. While one is left behind for a realm, no further one is started there, so that threads cannot pile up.
/// </remarks>
static class NativeWatchdog
{
    // How many calls hang, by realm.
    static readonly ConcurrentDictionary<string, int> LeftBehind = new(StringComparer.OrdinalIgnoreCase);

    public static async Task<T> RunAsync<T>(string realm, string what, Func<T> call, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        where T : IDisposable
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (LeftBehind.GetValueOrDefault(realm) > 0)
            throw new KerberosException(KerberosFailure.TimedOut, $"{what}: an earlier request to the key distribution centers of {realm} still hangs.");

        var running = Start(call);
        try
        {
            return await running.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Abandon(realm, running);
            if (error is TimeoutException)
                throw new KerberosException(KerberosFailure.TimedOut, $"{what}: no key distribution center of {realm} finished within {limit.TotalSeconds:0.#} s.", 0, error);
            throw;
        }
    }

    static void Abandon<T>(string realm, Task<T> running)
        where T : IDisposable
    {
        LeftBehind.AddOrUpdate(realm, 1, (_, count) => count + 1);
        _ = running.ContinueWith(
            finished =>
            {
                LeftBehind.AddOrUpdate(realm, 0, (_, count) => count - 1);
                if (finished.IsCompletedSuccessfully)
                    finished.Result.Dispose();
                else
                    _ = finished.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    static Task<T> Start<T>(Func<T> call)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(call());
            }
#pragma warning disable CA1031 // Whatever the call throws belongs to whoever waits for it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                result.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = "Kerberos",
        };
        thread.Start();
        return result.Task;
    }
}
