using Skybridge.Drsr.Drs;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>Takes groups and memberships from what was replicated into the connector space. Nothing is delivered here.</summary>
/// <remarks>
/// All groups are kept, whoever is meant, with all of their members: what is delivered of them, and who is in scope by them, is decided from
/// there. Each page is stored by itself: replicated again after a failure, it changes nothing.
/// </remarks>
sealed class GroupIntake(ConnectorSpace space, TimeProvider time)
{
    /// <summary>The setting that says that groups were read at least once from the beginning.</summary>
    public const string ReadSetting = "groups";

    long? _fullRead;

    /// <summary>How many memberships came or went, in whatever group.</summary>
    public int Changes { get; private set; }

    /// <summary>Begins a full read: what it does not see is gone at its end.</summary>
    public void BeginFullRead() => _fullRead = space.NextSequence();

    /// <summary>Takes a page of a cycle.</summary>
    public void Take(ReplicationPage page, bool isWhole)
    {
        TakeObjects(page.Objects, isWhole, _fullRead ?? 0);
        Changes += space.TakeLinks(StatementsOf(page), _fullRead, _fullRead is not null);
    }

    /// <summary>Takes an object that was read by itself: of a group, whoever is not named is not in it.</summary>
    public void TakeSingle(ReplicationPage page)
    {
        if (page.LinkedValues.Count == 0 && page.Objects.All(found => found.Is(ObjectClass.Group) == false))
        {
            NoteDeletions(page.Objects);
            return;
        }

        var read = space.NextSequence();
        TakeObjects(page.Objects, isWhole: true, read);
        Changes += space.TakeLinks(StatementsOf(page), read);
        if (page.HasMore)
            return;

        foreach (var group in space.LoadGroups(page.Objects.Select(found => found.Name.ObjectGuid)).Values.Where(group => !group.IsDeleted))
            Changes += space.EndGroupRead(group.ObjectGuid, read);
    }

    /// <summary>Ends a full read.</summary>
    /// <param name="restate">Whether the cloud is to be told of everything again.</param>
    public void EndFullRead(bool restate)
    {
        if (_fullRead is not { } read)
            return;

        space.EndFullRead(read, restate);
        space.SetSetting(ReadSetting, "read");
        _fullRead = null;
    }

    void TakeObjects(IReadOnlyList<ReplicatedObject> objects, bool isWhole, long seen)
    {
        // The same object may come again on one page: the last word counts.
        var candidates = objects.Where(found => found.Is(ObjectClass.Group) != false).GroupBy(found => found.Name.ObjectGuid).ToList();
        var known = space.LoadGroups(candidates.Select(one => one.Key));
        var stored = new List<GroupState>();
        foreach (var found in candidates)
        {
            var before = known.GetValueOrDefault(found.Key);
            if (before is null && !found.Any(one => one.Is(ObjectClass.Group) == true))
                continue;

            var merged = found.Aggregate(before, (state, one) => GroupMerger.Merge(state, one, isWhole || state is null))!;
            var changed = merged != before ? merged with { Due = time.GetUtcNow(), ListDue = merged.ListDue || before?.IsDeleted == true } : merged;
            var next = changed with { Seen = Math.Max(seen, merged.Seen), NeedsFetch = changed.NeedsFetch || (!isWhole && before is { IsDeleted: true } && !merged.IsDeleted) };
            if (next != before)
                stored.Add(next);
        }

        space.StoreGroups(stored);
        NoteDeletions(objects);
    }

    void NoteDeletions(IReadOnlyList<ReplicatedObject> objects)
    {
        var gone = new HashSet<Guid>();
        var back = new HashSet<Guid>();
        foreach (var found in objects.Where(found => found.Has(AttributeType.IsDeleted)))
        {
            var isDeleted = found.TryGetUInt32(AttributeType.IsDeleted, out var deleted) && deleted != 0;
            (isDeleted ? gone : back).Add(found.Name.ObjectGuid);
            (isDeleted ? back : gone).Remove(found.Name.ObjectGuid);
        }

        if (gone.Count > 0)
            Changes += space.DropMembers(gone);
        if (back.Count > 0)
            space.RecallMembers(back);
    }

    static List<LinkStatement> StatementsOf(ReplicationPage page) =>
    [
        .. page.LinkedValues
            .Where(value => value.Attribute == AttributeType.Member && value.Holder.ObjectGuid != Guid.Empty && value.Target.ObjectGuid != Guid.Empty)
            .Select(value => new LinkStatement(
                value.Holder.ObjectGuid, value.Target.ObjectGuid, value.IsPresent, new LinkStamp(value.Created, ObjectMerger.ToStamp(value.Metadata)))),
    ];
}
