namespace Skybridge.Sync.Directory;

/// <summary>Which domain controller to try first, how long to wait for its answers, and when to go back to the preferred one.</summary>
/// <remarks>
/// One that failed goes behind those that did not, for a minute, and twice as long each time that it fails again, up to 15 minutes. A whole cycle read from it
/// is what clears its name. Where there is another to ask, a silent one is not waited for as long as where there is none; it is given more time each time, so
/// that slow ones do not send the agent around in circles.
/// </remarks>
sealed class ControllerPreference(TimeProvider time)
{
    static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstAvoidance = TimeSpan.FromMinutes(1);
    static readonly TimeSpan LongestAvoidance = TimeSpan.FromMinutes(15);

    readonly Dictionary<string, Strikes> _failed = [];
    readonly HashSet<string> _avoided = [];

    /// <summary>In the order in which to try them: the one that was used last, the others as given, and those that failed lately at the end, the longest ago first.</summary>
    public IReadOnlyList<DomainControllerAddress> Order(IReadOnlyList<DomainControllerAddress> controllers, string? last) =>
        [.. controllers.OrderBy(one => !IsWelcome(one)).ThenBy(one => IsWelcome(one) ? default : _failed.GetValueOrDefault(one.Host).At).ThenBy(one => one.Host != last)];

    /// <summary>How long to wait for each answer.</summary>
    public TimeSpan PatienceWith(DomainControllerAddress controller, bool isOnlyOne, TimeSpan longest)
    {
        var patience = FirstPatience * Math.Pow(2, Math.Min(10, _failed.GetValueOrDefault(controller.Host).Count));
        return isOnlyOne || patience > longest ? longest : patience;
    }

    /// <summary>Whether <paramref name="preferred"/> has been left alone for long enough.</summary>
    public bool IsWelcome(DomainControllerAddress preferred) =>
        !_avoided.Contains(preferred.Host) && IsForgiven(preferred.Host);

    /// <summary>It lags behind another, or does not any more: as long as it does it is tried last.</summary>
    public void Avoid(string host, bool avoid) => _ = avoid ? _avoided.Add(host) : _avoided.Remove(host);

    bool IsForgiven(string host) =>
        !_failed.TryGetValue(host, out var strikes) || strikes.Count == 0 || (time.GetUtcNow() - strikes.At).Duration() >= AvoidanceAfter(strikes.Count);

    /// <summary>It failed.</summary>
    public void Fail(string host) => _failed[host] = new Strikes(_failed.GetValueOrDefault(host).Count + 1, time.GetUtcNow());

    /// <summary>A whole cycle was read from it.</summary>
    public void Clear(string host) => _failed.Remove(host);

    static TimeSpan AvoidanceAfter(int failures)
    {
        var avoidance = FirstAvoidance * Math.Pow(2, Math.Min(10, failures - 1));
        return avoidance < LongestAvoidance ? avoidance : LongestAvoidance;
    }

    readonly record struct Strikes(int Count, DateTimeOffset At);
}
