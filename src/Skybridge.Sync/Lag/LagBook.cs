using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Lag;

/// <summary>What is known of who is behind whom. Safe to be used from several threads.</summary>
/// <remarks>
/// A domain controller lags when it still lacks, after <see cref="Patience"/>, a change that was seen at a neighbour: that is exact, and holds in a quiet domain,
/// too, where no number of its own tells. It has caught up when its vector has everything that it lacked then. Where each lacks what the other has, the
/// agent goes back and forth, and more and more slowly.
/// </remarks>
sealed class LagBook(TimeProvider time)
{
    /// <summary>How long a change may take within a site: three hops of fifteen seconds, and some.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    const int MostDoublings = 4;

    readonly Lock _lock = new();
    readonly Dictionary<string, MissingChanges> _missing = [];
    readonly Dictionary<string, LagNotice> _laggards = [];
    readonly Dictionary<string, int> _times = [];
    readonly List<(LagNotice Notice, bool HasCaughtUp)> _settled = [];
    ControllerSurroundings? _surroundings;
    UpToDatenessVector _known = UpToDatenessVector.Empty;

    /// <summary>Who lags.</summary>
    public IReadOnlyList<LagNotice> Notices
    {
        get
        {
            lock (_lock)
                return [.. _laggards.Values];
        }
    }

    /// <summary>Who lagged when the process ended before.</summary>
    public void Restore(IEnumerable<LagNotice> notices)
    {
        lock (_lock)
        {
            foreach (var notice in notices)
                _laggards[notice.Host] = notice;
        }
    }

    /// <summary>A cycle ended: who was read, who else is there, and what is known now.</summary>
    public void See(ControllerSurroundings surroundings, UpToDatenessVector known)
    {
        lock (_lock)
        {
            // What was missing was missing at the one that was read before.
            if (_surroundings?.Current.Host != surroundings.Current.Host)
                _missing.Clear();
            (_surroundings, _known) = (surroundings, known);
            foreach (var missing in _missing.Values)
                missing.Settle(known);
            CatchUp(surroundings.Current.Host, known);
            foreach (var gone in _laggards.Values.Where(one => one.Host != surroundings.Current.Host && surroundings.Neighbours.All(other => other.Host != one.Host)).ToList())
                Settle(gone, hasCaughtUp: false);
        }
    }

    /// <summary>Whom to ask, and what is known.</summary>
    public (ControllerSurroundings Surroundings, UpToDatenessVector Known)? Look()
    {
        lock (_lock)
            return _surroundings is null ? null : (_surroundings, _known);
    }

    /// <summary>A neighbour was asked what it has beyond what was known.</summary>
    /// <param name="asked">As it was then.</param>
    /// <param name="neighbour">Who was asked.</param>
    /// <param name="writes">What it has beyond.</param>
    /// <param name="theirs">What the neighbour knows; null when it was not asked to the end.</param>
    public void Heard(ControllerSurroundings asked, DomainControllerAddress neighbour, IReadOnlyCollection<(Guid Database, long Usn)> writes, UpToDatenessVector? theirs)
    {
        lock (_lock)
        {
            if (theirs is not null)
                CatchUp(neighbour.Host, theirs);
            if (_surroundings?.Current.Host != asked.Current.Host)
                return;

            if (!_missing.TryGetValue(neighbour.Host, out var missing))
                _missing[neighbour.Host] = missing = new MissingChanges();
            foreach (var (database, usn) in writes)
                missing.Note(database, usn, time.GetUtcNow());
            missing.Settle(_known);
        }
    }

    /// <summary>Whether the one that is read lags, and behind whom.</summary>
    /// <returns>Each time once; null when it does not.</returns>
    public (LagNotice Notice, string AheadHost)? Judge()
    {
        lock (_lock)
        {
            if (_surroundings is not { } here)
                return null;

            var host = here.Current.Host;
            var patience = Patience * Math.Pow(2, Math.Min(MostDoublings, _times.GetValueOrDefault(host)));
            var ahead = here.Neighbours.FirstOrDefault(one => _missing.GetValueOrDefault(one.Host)?.Since is { } since && time.GetUtcNow() - since >= patience);
            if (ahead is null)
                return null;

            var missing = _missing[ahead.Host];
            var notice = new LagNotice { Since = missing.Since!.Value, Host = host, Controller = here.Current.Name ?? host, Ahead = ahead.Name ?? ahead.Host, Needs = missing.Needs };
            _laggards[host] = notice;
            _times[host] = _times.GetValueOrDefault(host) + 1;
            _missing.Clear();
            return (notice, ahead.Host);
        }
    }

    /// <summary>Who has caught up since this was asked last, or is there no more.</summary>
    public IReadOnlyList<(LagNotice Notice, bool HasCaughtUp)> TakeSettled()
    {
        lock (_lock)
        {
            IReadOnlyList<(LagNotice Notice, bool HasCaughtUp)> settled = [.. _settled];
            _settled.Clear();
            return settled;
        }
    }

    void CatchUp(string host, UpToDatenessVector known)
    {
        if (_laggards.TryGetValue(host, out var notice) && MissingChanges.IsCovered(notice.Needs, known))
            Settle(notice, hasCaughtUp: true);
    }

    void Settle(LagNotice notice, bool hasCaughtUp)
    {
        _laggards.Remove(notice.Host);
        _times.Remove(notice.Host);
        _settled.Add((notice, hasCaughtUp));
    }
}
