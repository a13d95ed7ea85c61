using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Lag;

/// <summary>What one domain controller has and the one that is read has not: originating writes, and since when that is known.</summary>
sealed class MissingChanges
{
    /// <summary>More databases than a site has domain controllers, past and present; of the rest nothing is noted.</summary>
    const int MostDatabases = 1000;

    /// <summary>Later ones of the same database are noted with the last one: they arrive after it.</summary>
    const int MostOfOne = 16;

    readonly Dictionary<Guid, List<(long Usn, DateTimeOffset Since)>> _writes = [];

    /// <summary>Since when the oldest that is still missing is known; null when nothing is missing.</summary>
    public DateTimeOffset? Since => _writes.Count == 0 ? null : _writes.Values.Min(writes => writes[0].Since);

    /// <summary>Up to where the one that is read must come, for each database.</summary>
    public IReadOnlyDictionary<Guid, long> Needs => _writes.ToDictionary(one => one.Key, one => one.Value[^1].Usn);

    /// <summary>Notes a write that is not known there.</summary>
    public void Note(Guid database, long usn, DateTimeOffset now)
    {
        if (!_writes.TryGetValue(database, out var writes))
        {
            if (_writes.Count == MostDatabases)
                return;
            _writes[database] = writes = [];
        }

        if (writes.Count > 0 && writes[^1].Usn >= usn)
            return;
        if (writes.Count == MostOfOne)
            writes[^1] = (usn, writes[^1].Since);
        else
            writes.Add((usn, now));
    }

    /// <summary>Takes off what is known there by now.</summary>
    public void Settle(UpToDatenessVector known)
    {
        foreach (var (database, writes) in _writes.ToList())
        {
            writes.RemoveAll(write => known.Entries.TryGetValue(database, out var usn) && usn >= write.Usn);
            if (writes.Count == 0)
                _writes.Remove(database);
        }
    }

    /// <summary>Whether a vector has everything that is needed.</summary>
    public static bool IsCovered(IReadOnlyDictionary<Guid, long> needs, UpToDatenessVector known) =>
        needs.All(need => known.Entries.TryGetValue(need.Key, out var usn) && usn >= need.Value);
}
