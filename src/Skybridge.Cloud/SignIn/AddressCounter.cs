namespace Skybridge.Cloud.SignIn;

/// <summary>The wrong passwords from one address. Many people may share it, so it is slowed, and never shut out.</summary>
sealed class AddressCounter
{
    /// <summary>So many cost nothing, even at once: a thousand people behind one address mistype as well.</summary>
    public const int FreeTries = 200;

    /// <summary>Nobody is made to wait longer than this: who would have to is told to come back.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    /// <summary>People who get in speak for their address, up to so many wrong passwords of others.</summary>
    public const double MostCredit = 500;
    const double MillisecondsPerTry = 2;

    static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);
    /// <summary>One failure is forgiven after this.</summary>
    public static readonly TimeSpan ForgivenAfter = TimeSpan.FromSeconds(6);

    readonly Leak _failures = new(ForgivenAfter);
    DateTimeOffset _nextSlot;

    public AddressCounter()
    {
    }

    /// <summary>One that was kept elsewhere.</summary>
    public AddressCounter(double level, DateTimeOffset at, DateTimeOffset nextSlot) => (_failures.State, _nextSlot) = ((level, at), nextSlot);

    /// <summary>When the next slot is.</summary>
    public DateTimeOffset NextSlot => _nextSlot;

    /// <summary>Whether attempts have to wait for slots.</summary>
    public bool IsSlowed(DateTimeOffset now) => _failures.At(now) > FreeTries;

    /// <summary>Takes the next slot: attempts from a slowed address come one after another, however many are sent at once.</summary>
    /// <returns>How long to wait for it. Beyond <see cref="LongestWait"/> no slot was taken.</returns>
    public TimeSpan Reserve(DateTimeOffset now)
    {
        var beyond = _failures.At(now) - FreeTries;
        if (beyond <= 0)
            return TimeSpan.Zero;

        var slot = _nextSlot > now && _nextSlot - now <= Leak.LargestSkew ? _nextSlot : now;
        var wait = slot - now;
        if (wait > LongestWait)
            return wait;

        var interval = TimeSpan.FromMilliseconds(beyond * MillisecondsPerTry);
        _nextSlot = slot + (interval < LongestInterval ? interval : LongestInterval);
        return wait;
    }

    /// <summary>Counts a wrong password.</summary>
    public void Fail(DateTimeOffset now) => _failures.Add(1, now, -MostCredit);

    /// <summary>Somebody got in.</summary>
    public void Credit(DateTimeOffset now) => _failures.Add(-1, now, -MostCredit);
}
