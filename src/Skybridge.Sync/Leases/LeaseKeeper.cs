using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Leases;

/// <summary>Keeps the lease of one domain, or waits for it: beside the cycles, so that a long one does not lose it.</summary>
/// <remarks>
/// It counts durations only, by a clock that nobody sets. Being wrong about leading does no harm: the cloud takes nothing that is not of its own
/// present term.
/// </remarks>
public sealed class LeaseKeeper(string domain, ICloudLeases cloud, ConnectorSpace space, DirectorySigns signs, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);

    readonly Guid _run = Guid.NewGuid();
    readonly SemaphoreSlim _one = new(1, 1);
    readonly CancellationTokenSource _stop = new();
    readonly Lock _gate = new();
    TaskCompletionSource _poked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    LeaseState? _state;
    Task? _loop;
    bool _ended;
    TimeSpan _left;
    (string Position, IReadOnlyList<Guid>? Pending)? _told;

    /// <summary>What the directory lets see of itself.</summary>
    public DirectorySigns Signs => signs;

    /// <summary>What was heard last; null before the first answer.</summary>
    public LeaseState? State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>What the leader before left with the present term.</summary>
    public Handover? Handover { get; private set; }

    /// <summary>Who leads now. The first time it asks, and begins to ask again and again.</summary>
    /// <exception cref="CloudException">The first time: the cloud could not be reached, or said no.</exception>
    public async Task<LeaseState> BeginAsync(CancellationToken cancellationToken)
    {
        if (State is null)
            await AskAsync(cancellationToken).ConfigureAwait(false);
        _loop ??= RunAsync();
        return State!;
    }

    /// <summary>Asks once, now.</summary>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = State;
            var leads = before is { Leads: true };
            var wish = (leads ? signs.IsLost : !signs.IsWell) ? LeaseWish.Yield : LeaseWish.Hold;
            Hear(before, await SendAsync(wish, leads, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Asks soon: there is something new to tell.</summary>
    public void Poke()
    {
        lock (_gate)
            _poked.TrySetResult();
    }

    /// <summary>The cloud said that a term is over.</summary>
    public void Lose(long? term)
    {
        lock (_gate)
        {
            if (_state is { Leads: true } && _state.Term == term)
                _state = _state with { Leads = false, Leader = null, LeaderHost = null, Since = null };
            _poked.TrySetResult();
        }
    }

    /// <summary>Ends asking, and gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, true))
            return;

        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
            await _loop.ConfigureAwait(false);
        if (State is not null)
            await ReleaseAsync().ConfigureAwait(false);
        _stop.Dispose();
        _one.Dispose();
    }

    async Task ReleaseAsync()
    {
        try
        {
            await SendAsync(LeaseWish.Release, State is { Leads: true }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CloudException)
        {
            // It runs out by itself.
        }
    }

    async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(Next()).ConfigureAwait(false);
                await AskAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Asking must go on whatever happens: an agent that ceased to ask would never lead again.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Whoever cannot reach the cloud cannot deliver either: the cycle says it.
                _left = TimeSpan.Zero;
            }
        }
    }

    // A leader renews; who stands by asks again when the lease may be free.
    TimeSpan Next()
    {
        if (State is { Leads: true, Term: null })
            return Interval;
        if (_left <= TimeSpan.Zero)
            return Soon;
        return State is { Leads: true } || _left + Margin > Interval ? Interval : _left + Margin;
    }

    async Task WaitAsync(TimeSpan wait)
    {
        Task poked;
        lock (_gate)
            poked = _poked.Task;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await (await Task.WhenAny(Task.Delay(wait, time, enough.Token), poked).ConfigureAwait(false)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (_poked.Task.IsCompleted)
                _poked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    async Task<LeaseReply?> SendAsync(LeaseWish wish, bool leads, CancellationToken cancellationToken)
    {
        var before = State;
        var term = leads ? before?.Term ?? 0 : 0;
        var news = term > 0 && space.GetLeaseTerm() == term ? space.DescribePosition(LeaseRequest.MaxPending) : null;
        if (news is { } now && _told is { } told && now.Position == told.Position && SameAs(now.Pending, told.Pending))
            news = null;
        if (news?.Position.Length > LeaseRequest.MaxPositionLength)
            news = null;

        var request = new LeaseRequest
        {
            Domain = domain,
            Wish = wish,
            Run = _run,
            Starts = before is null,
            Term = term,
            Position = news?.Position,
            Pending = news?.Pending,
        };
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var reply = await cloud.LeaseAsync(request, both.Token).ConfigureAwait(false);
            if (reply is { Held: true } && reply.Term == term && news is not null)
                _told = news;
            return reply;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CloudException(CloudStep.Exchange, $"The cloud did not answer within {AnswerLimit.TotalSeconds:0} s who leads {domain}.", "Check that the cloud is running and not overloaded.");
        }
    }

    static bool SameAs(IReadOnlyList<Guid>? one, IReadOnlyList<Guid>? other) => one is null || other is null ? one == other : one.SequenceEqual(other);

    void Hear(LeaseState? before, LeaseReply? reply)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            // What was lost while the question was under way is not won back by the answer to it.
            var lost = before is { Leads: true } && _state is { Leads: false };
            if (reply is null)
            {
                _state = new LeaseState { Leads = true, ConfirmedAt = now };
                return;
            }

            _left = TimeSpan.FromSeconds(Math.Clamp(reply.SecondsLeft, 0, 3600));
            var leads = reply.Held && !(lost && reply.Term == before!.Term);
            var isNew = before is not { Leads: true } || before.Term != reply.Term;
            if (leads && isNew)
            {
                _told = null;
                Handover = new Handover(reply.Term, reply.Position, reply.Pending);
            }

            _state = new LeaseState
            {
                Leads = leads,
                Term = reply.Term,
                Leader = reply.Holder,
                LeaderHost = reply.HolderHost,
                Since = reply.Holder is null ? null : now - TimeSpan.FromSeconds(Math.Clamp(reply.HeldSeconds, 0, TimeSpan.FromDays(36500).TotalSeconds)),
                ConfirmedAt = now,
            };
        }
    }
}
