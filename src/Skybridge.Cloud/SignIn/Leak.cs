namespace Skybridge.Cloud.SignIn;

/// <summary>A number that sinks towards zero as time passes.</summary>
sealed class Leak(TimeSpan perUnit)
{
    /// <summary>A moment that is further ahead was not noted by a node whose clock is fast: the clock was put back since.</summary>
    public static readonly TimeSpan LargestSkew = TimeSpan.FromHours(1);

    double _level;
    DateTimeOffset _at;

    /// <summary>The number and its moment, as they are kept.</summary>
    public (double Level, DateTimeOffset At) State
    {
        get => (_level, _at);
        set => (_level, _at) = value;
    }

    /// <summary>The number at <paramref name="now"/>.</summary>
    public double At(DateTimeOffset now)
    {
        // Below zero is credit, which stays. A clock that was put back forgives nothing, and counts from there.
        // Nodes whose clocks differ must not: what one of them forgave the next would forgive again.
        if (_level > 0 && now > _at)
            _level = Math.Max(0, _level - ((now - _at) / perUnit));
        if (now > _at || _at - now > LargestSkew)
            _at = now;
        return _level;
    }

    /// <summary>Adds to it, and keeps it above <paramref name="floor"/>.</summary>
    public void Add(double amount, DateTimeOffset now, double floor = 0) => _level = Math.Max(floor, At(now) + amount);

    /// <summary>Starts again at zero.</summary>
    public void Reset() => _level = 0;
}
