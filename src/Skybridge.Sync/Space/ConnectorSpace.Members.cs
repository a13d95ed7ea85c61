namespace Skybridge.Sync.Space;

/// <content>Who is in a group, also by way of groups within it.</content>
public sealed partial class ConnectorSpace
{
    // Counts the changes of memberships that this process stored, which is the only one that stores any: what was read before one is of no use after it.
    readonly Dictionary<Guid, (long At, IReadOnlySet<Guid> Members)> _members = [];
    long _links;

    /// <summary>Everything that is in a group or in a group within it, and the groups themselves. Primary groups do not count: the directory stores them elsewhere.</summary>
    public IReadOnlySet<Guid> GetAllMembers(Guid group)
    {
        lock (Gate)
        {
            if (_members.TryGetValue(group, out var known) && known.At == _links)
                return known.Members;

            // A group may be within itself: UNION keeps each only once.
            var members = Query(
                $"""
                WITH RECURSIVE inside (guid) AS (
                    SELECT guid FROM grp WHERE guid = $group AND deleted = 0
                    UNION
                    SELECT link.member FROM inside JOIN grp ON grp.guid = inside.guid AND grp.deleted = 0 JOIN link ON link.grp = grp.guid AND link.present = {Present})
                SELECT guid FROM inside
                """,
                ReadGuid,
                ("$group", group.ToByteArray())).ToHashSet();
            _members[group] = (_links, members);
            return members;
        }
    }
}
