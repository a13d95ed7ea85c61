using System.Buffers.Binary;

namespace Skybridge.Cloud.SignIn;

/// <summary>The wrong passwords of one account, from devices that it knows or from those that it does not.</summary>
/// <remarks>One attempt at a time: whoever guesses in parallel waits in line.</remarks>
#pragma warning disable CA1001 // A semaphore holds nothing to release unless its wait handle is asked for.
sealed class AccountCounter
#pragma warning restore CA1001
{
    /// <summary>So many different wrong passwords cost nothing: people mistype, and try the password that they had before.</summary>
    public const int FreeTries = 10;

    const int Remembered = 16;
    const int MaxWaiting = 64;

    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    static readonly TimeSpan ForgivenAfter = TimeSpan.FromMinutes(5);

    readonly SemaphoreSlim _one = new(1, 1);
    readonly Leak _failures = new(ForgivenAfter);
    readonly Queue<UInt128> _recent = new(Remembered);
    DateTimeOffset _blockedUntil;
    int _waiting;

    /// <summary>Waits until nobody else tries this account.</summary>
    /// <returns>False when too many wait already.</returns>
    public async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
                return false;

            await _one.WaitAsync(cancellationToken);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Lets the next attempt in.</summary>
    public void Leave() => _one.Release();

    /// <summary>How long this account has to wait; zero when it may be tried.</summary>
    public TimeSpan Wait(DateTimeOffset now)
    {
        if (_blockedUntil > now + LongestWait)
            _blockedUntil = now + LongestWait; // The clock was put back: nobody waits for longer than anybody is made to.
        return _blockedUntil > now ? _blockedUntil - now : TimeSpan.Zero;
    }

    /// <summary>Counts a wrong password, unless it is one of the last few again.</summary>
    /// <returns>Whether it was counted, and whether it is the one that makes the account wait for the first time.</returns>
    public (bool Counted, bool BeginsToWait) Fail(UInt128 password, DateTimeOffset now)
    {
        if (_recent.Contains(password))
            return (false, false);

        if (_recent.Count == Remembered)
            _recent.Dequeue();
        _recent.Enqueue(password);
        _failures.Add(1, now);

        var beyond = (int)Math.Ceiling(_failures.At(now)) - FreeTries;
        if (beyond < 0)
            return (true, false);

        var wait = FirstWait * Math.Pow(2, Math.Min(beyond, 10));
        _blockedUntil = now + (wait < LongestWait ? wait : LongestWait);
        return (true, beyond == 0);
    }

    /// <summary>Takes over what nodes know together.</summary>
    public void Load(AccountState state)
    {
        _failures.State = (state.Level, DateTimeOffset.FromUnixTimeMilliseconds(state.LevelAt));
        _blockedUntil = DateTimeOffset.FromUnixTimeMilliseconds(state.NotBefore);
        _recent.Clear();
        for (var rest = state.Recent.AsSpan(); rest.Length >= sizeof(ushort) && _recent.Count < Remembered; rest = rest[sizeof(ushort)..])
            _recent.Enqueue(BinaryPrimitives.ReadUInt16LittleEndian(rest));
    }

    /// <summary>What nodes are to know together.</summary>
    public AccountState Save()
    {
        var (level, at) = _failures.State;
        var recent = new byte[_recent.Count * sizeof(ushort)];
        foreach (var (i, password) in _recent.Index())
            BinaryPrimitives.WriteUInt16LittleEndian(recent.AsSpan(i * sizeof(ushort)), (ushort)password);
        var forgiven = at + (ForgivenAfter * Math.Max(0, level));
        var until = _blockedUntil > forgiven ? _blockedUntil : forgiven;
        return new(level, at.ToUnixTimeMilliseconds(), _blockedUntil.ToUnixTimeMilliseconds(), recent, level > 0 ? until.ToUnixTimeMilliseconds() : 0);
    }

    /// <summary>Forgets what was wrong: the right password was given.</summary>
    public void Succeed()
    {
        _failures.Reset();
        _recent.Clear();
    }
}
