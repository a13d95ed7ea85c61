using Skybridge.Drsr;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Leases;

/// <summary>Whether the directory lets itself be read: an agent that cannot read must not keep the lease from one that can.</summary>
public sealed class DirectorySigns(TimeProvider time)
{
    static readonly TimeSpan FailurePatience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15);

    readonly Lock _gate = new();
    long? _failingSince;
    long? _waitingSince;

    /// <summary>Whether nothing failed since it was read last, and no answer is overdue.</summary>
    public bool IsWell
    {
        get
        {
            lock (_gate)
                return _failingSince is null && !IsOverdue;
        }
    }

    /// <summary>Whether it has not been readable for so long that another agent should try.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
                return IsOverdue || _failingSince is { } since && time.GetElapsedTime(since) >= FailurePatience;
        }
    }

    bool IsOverdue => _waitingSince is { } since && time.GetElapsedTime(since) >= AnswerPatience;

    /// <summary>Watches a call to the directory.</summary>
    /// <param name="call">The call.</param>
    /// <param name="proves">Whether its success shows that changes can be read.</param>
    public async Task<T> WatchAsync<T>(Task<T> call, bool proves)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_gate)
            _waitingSince = time.GetTimestamp();
        try
        {
            var result = await call.ConfigureAwait(false);
            if (proves)
                Note(null);
            return result;
        }
        catch (Exception error) when (error is DrsrException or DomainNotFoundException)
        {
            Note(time.GetTimestamp());
            throw;
        }
        finally
        {
            lock (_gate)
                _waitingSince = null;
        }
    }

    void Note(long? failure)
    {
        lock (_gate)
            _failingSince = failure is null ? null : _failingSince ?? failure;
    }
}
