using Microsoft.Data.Sqlite;

namespace Skybridge.Sync.Space;

/// <content>Memberships: one row for each that the directory ever told of, and whether the cloud was told.</content>
public sealed partial class ConnectorSpace
{
    // Gone because the member was deleted, which takes its memberships along without a word. They may come back with it.
    const int Absent = 0, Present = 1, Dropped = 2;

    /// <summary>Stores what a page says about memberships; what is older than what is known counts for nothing.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="seen">The number of the full read, or of the whole group, that they are of; null for none.</param>
    /// <param name="isFull">
    /// Whether they are of a full read, after which the position is that domain controller's: then it is right also where it knows less, for it
    /// tells the rest when it hears of it.
    /// </param>
    /// <returns>How many memberships came or went.</returns>
    public int TakeLinks(IReadOnlyList<LinkStatement> statements, long? seen, bool isFull = false)
    {
        ArgumentNullException.ThrowIfNull(statements);
        if (statements.Count == 0)
            return 0;

        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            using var find = Command("SELECT present, stamp, delivered, seen FROM link WHERE grp = $0 AND member = $1", ("$0", null), ("$1", null));
            using var store = Command(
                "INSERT OR REPLACE INTO link (grp, member, present, stamp, delivered, due, seen) VALUES ($0, $1, $2, $3, $4, $5, $6)",
                ("$0", null), ("$1", null), ("$2", null), ("$3", null), ("$4", null), ("$5", null), ("$6", null));
            var touched = new HashSet<Guid>();
            var changed = 0;
            foreach (var statement in statements)
            {
                var known = FindLink(find, statement);
                if (!isFull && known is { } newer && statement.Stamp < newer.Stamp)
                {
                    // Seen all the same: the read knows the membership, if not its latest change.
                    if (seen is not null)
                        StoreLink(store, statement with { Stamp = newer.Stamp }, newer.Present, newer.Delivered, seen.Value);
                    continue;
                }

                var present = statement.IsPresent ? Present : Absent;
                var delivered = known?.Delivered ?? false;
                StoreLink(store, statement, present, delivered, seen ?? known?.Seen ?? 0);
                changed += ((known?.Present ?? Absent) == Present) != statement.IsPresent ? 1 : 0;
                if (statement.IsPresent != delivered)
                    touched.Add(statement.Group);
            }

            WakeGroupsLocked(touched);
            transaction.Commit();
            _links += changed;
            return changed;
        }
    }

    /// <summary>Ends a full read: memberships that it did not see are gone, and so are groups.</summary>
    /// <param name="seen">The number of the read.</param>
    /// <param name="restate">Whether the cloud is to be told of everything again.</param>
    public void EndFullRead(long seen, bool restate)
    {
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            (string, object?)[] values = [("$seen", seen), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds())];
            Execute("UPDATE grp SET due = $now WHERE guid IN (SELECT grp FROM link WHERE seen < $seen AND present <> 0)", values);
            Execute("UPDATE link SET present = 0, due = delivered WHERE seen < $seen AND present <> 0", ("$seen", seen));
            Execute("UPDATE grp SET deleted = 1, due = $now WHERE seen < $seen AND deleted = 0", values);
            if (restate)
                Execute("UPDATE grp SET list_due = 1, due = $now WHERE deleted = 0", ("$now", values[1].Item2));
            transaction.Commit();
            _links++;
        }
    }

    /// <summary>Ends the reading of one whole group: who was not seen in it is not in it.</summary>
    /// <returns>How many memberships went.</returns>
    public int EndGroupRead(Guid group, long seen)
    {
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            var gone = Execute(
                "UPDATE link SET present = 0, due = delivered WHERE grp = $group AND seen < $seen AND present <> 0", ("$group", group.ToByteArray()), ("$seen", seen));
            if (gone > 0)
                WakeGroupsLocked([group]);
            transaction.Commit();
            return gone;
        }
    }

    /// <summary>Takes deleted objects out of their groups, as domain controllers do without saying so.</summary>
    /// <returns>How many memberships went.</returns>
    public int DropMembers(IReadOnlyCollection<Guid> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var dropped = 0;
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            foreach (var member in members.Select(member => member.ToByteArray()))
            {
                WakeGroupsLocked(Query($"SELECT grp FROM link WHERE member = $member AND present = {Present}", ReadGuid, ("$member", member)));
                dropped += Execute($"UPDATE link SET present = {Dropped}, due = delivered WHERE member = $member AND present = {Present}", ("$member", member));
            }

            transaction.Commit();
            _links += dropped;
        }

        return dropped;
    }

    /// <summary>Has the groups read anew that objects were in when they were deleted: whether they are again, only the directory knows.</summary>
    public void RecallMembers(IReadOnlyCollection<Guid> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        lock (Gate)
        {
            foreach (var member in members)
            {
                Execute(
                    $"UPDATE grp SET fetch = 1, due = $now WHERE deleted = 0 AND guid IN (SELECT grp FROM link WHERE member = $member AND present = {Dropped})",
                    ("$member", member.ToByteArray()),
                    ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
            }
        }
    }

    /// <summary>Memberships of a group, in portions: those behind a member's identifier, in its order.</summary>
    /// <param name="group">The group.</param>
    /// <param name="whole">Everybody who is there; else only those that the cloud was not told of, come or gone.</param>
    /// <param name="after">The last member of the portion before; null to begin.</param>
    /// <param name="limit">The most of them.</param>
    public IReadOnlyList<LinkStatement> GetLinks(Guid group, bool whole, Guid? after, int limit)
    {
        lock (Gate)
        {
            return Query(
                $"""
                SELECT member, present, stamp FROM link
                WHERE grp = $group AND {(whole ? $"present = {Present}" : "due = 1")} AND ($after IS NULL OR member > $after) ORDER BY member LIMIT $limit
                """,
                row => new LinkStatement(group, ReadGuid(row), row.GetInt32(1) == Present, LinkStamp.Decode(row.GetFieldValue<byte[]>(2))),
                ("$group", group.ToByteArray()),
                ("$after", after?.ToByteArray()),
                ("$limit", limit));
        }
    }

    /// <summary>Stores what the cloud acknowledged: groups, single memberships, and whole lists.</summary>
    public void AcknowledgeGroups(IReadOnlyList<GroupState> groups, IReadOnlyList<LinkStatement> links, IReadOnlyList<Guid> lists)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(lists);
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            using var told = Command($"UPDATE link SET delivered = $2, due = (present = {Present}) <> $2 WHERE grp = $0 AND member = $1", ("$0", null), ("$1", null), ("$2", null));
            foreach (var link in links)
                Run(told, link.Group.ToByteArray(), link.Member.ToByteArray(), link.IsPresent);
            foreach (var group in lists)
            {
                Execute(
                    $"UPDATE link SET delivered = (present = {Present}), due = 0 WHERE grp = $group AND (due = 1 OR delivered <> (present = {Present}))",
                    ("$group", group.ToByteArray()));
            }

            StoreGroupsLocked(groups);
            transaction.Commit();
        }
    }

    static (int Present, LinkStamp Stamp, bool Delivered, long Seen)? FindLink(SqliteCommand find, LinkStatement statement)
    {
        find.Parameters[0].Value = statement.Group.ToByteArray();
        find.Parameters[1].Value = statement.Member.ToByteArray();
        using var row = find.ExecuteReader();
        return row.Read() ? (row.GetInt32(0), LinkStamp.Decode(row.GetFieldValue<byte[]>(1)), row.GetBoolean(2), row.GetInt64(3)) : null;
    }

    static void StoreLink(SqliteCommand store, LinkStatement link, int present, bool delivered, long seen) =>
        Run(store, link.Group.ToByteArray(), link.Member.ToByteArray(), present, link.Stamp.Encode(), delivered, (present == Present) != delivered, seen);

    void WakeGroupsLocked(IEnumerable<Guid> groups)
    {
        foreach (var group in groups)
            Execute("UPDATE grp SET due = $now WHERE guid = $group", ("$group", group.ToByteArray()), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    static Guid ReadGuid(SqliteDataReader row) => new(row.GetFieldValue<byte[]>(0));
}
