using Microsoft.Data.Sqlite;
using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <content>Groups.</content>
public sealed partial class ConnectorSpace
{
    const string GroupSchema =
        """
        CREATE TABLE grp (
            guid BLOB PRIMARY KEY,
            dn TEXT NOT NULL,
            name TEXT,
            sam TEXT,
            sid TEXT,
            display_name TEXT,
            description TEXT,
            mail TEXT,
            type INTEGER NOT NULL,
            critical INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            anchor TEXT,
            anchor_fixed INTEGER NOT NULL,
            delivered_image TEXT,
            list_due INTEGER NOT NULL,
            fetch INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            due INTEGER,
            attempts INTEGER NOT NULL,
            reason TEXT,
            rule TEXT
        ) WITHOUT ROWID;
        CREATE INDEX grp_due ON grp (due) WHERE due IS NOT NULL;
        CREATE TABLE link (
            grp BLOB NOT NULL,
            member BLOB NOT NULL,
            present INTEGER NOT NULL,
            stamp BLOB NOT NULL,
            delivered INTEGER NOT NULL,
            due INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            PRIMARY KEY (grp, member)
        ) WITHOUT ROWID;
        CREATE INDEX link_member ON link (member);
        CREATE INDEX link_due ON link (grp) WHERE due = 1;
        """;

    const string GroupColumns =
        """
        guid, dn, name, sam, sid, display_name, description, mail, type, critical, deleted, anchor, anchor_fixed, delivered_image, list_due, fetch,
        seen, due, attempts, reason, rule
        """;

    const int GroupColumnCount = 21;

    /// <summary>The states of those of the objects that are known groups.</summary>
    public Dictionary<Guid, GroupState> LoadGroups(IEnumerable<Guid> guids)
    {
        ArgumentNullException.ThrowIfNull(guids);
        lock (Gate)
        {
            using var command = Command($"SELECT {GroupColumns} FROM grp WHERE guid = $0", ("$0", null));
            var found = new Dictionary<Guid, GroupState>();
            foreach (var guid in guids)
            {
                command.Parameters[0].Value = guid.ToByteArray();
                using var row = command.ExecuteReader();
                if (row.Read())
                    found[guid] = ReadGroup(row);
            }

            return found;
        }
    }

    /// <summary>Living groups found by distinguished name, sAMAccountName, name, security identifier or GUID; case does not matter.</summary>
    public IReadOnlyList<GroupState> SearchGroups(string text)
    {
        lock (Gate)
        {
            return Query(
                $"""
                SELECT {GroupColumns} FROM grp
                WHERE deleted = 0 AND (guid = $guid OR dn = $text COLLATE NOCASE OR sam = $text COLLATE NOCASE OR name = $text COLLATE NOCASE OR sid = $text COLLATE NOCASE)
                ORDER BY dn LIMIT 20
                """,
                ReadGroup,
                ("$text", text),
                ("$guid", Guid.TryParse(text, out var guid) ? guid.ToByteArray() : null));
        }
    }

    /// <summary>Groups that wait to be looked at, in portions: those behind an identifier, in its order.</summary>
    public IReadOnlyList<GroupState> GetDueGroups(Guid? after, int limit)
    {
        lock (Gate)
        {
            return Query(
                $"SELECT {GroupColumns} FROM grp WHERE (due <= $now OR due > $ahead) AND ($after IS NULL OR guid > $after) ORDER BY +guid LIMIT $limit",
                ReadGroup,
                ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()),
                ("$ahead", FurthestAhead()),
                ("$after", after?.ToByteArray()),
                ("$limit", limit));
        }
    }

    /// <summary>Inserts or replaces groups.</summary>
    public void StoreGroups(IReadOnlyList<GroupState> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0)
            return;

        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            StoreGroupsLocked(groups);
            transaction.Commit();
        }
    }

    /// <summary>Has every group looked at anew: who is meant changed.</summary>
    public void WakeGroups()
    {
        lock (Gate)
            Execute("UPDATE grp SET due = $now", ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>Gives groups below a renamed container their new names, except for those that were replicated themselves.</summary>
    public void RenameGroupsBelow(string from, string to, IReadOnlySet<Guid> except)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(except);
        lock (Gate)
        {
            var below = Query(
                $"SELECT {GroupColumns} FROM grp WHERE deleted = 0 AND length(dn) > length($suffix) AND substr(dn, -length($suffix)) = $suffix COLLATE NOCASE",
                ReadGroup,
                ("$suffix", "," + from));
            var now = _time.GetUtcNow();
            using var transaction = Connection.BeginTransaction();
            StoreGroupsLocked([.. below
                .Where(group => !except.Contains(group.ObjectGuid))
                .Select(group => group with { DistinguishedName = string.Concat(group.DistinguishedName.AsSpan(0, group.DistinguishedName.Length - from.Length), to), Due = now })]);
            transaction.Commit();
        }
    }

    /// <summary>How many groups and memberships the cloud has, how many groups wait, and why others are not synchronized.</summary>
    public GroupCount CountGroups()
    {
        lock (Gate)
        {
            var (delivered, waiting) = Query(
                "SELECT coalesce(sum(delivered_image IS NOT NULL), 0), coalesce(sum(due IS NOT NULL), 0) FROM grp",
                row => (row.GetInt32(0), row.GetInt32(1)))[0];
            var links = Query(
                "SELECT count(*) FROM link JOIN grp ON grp.guid = link.grp WHERE link.delivered = 1 AND grp.delivered_image IS NOT NULL", row => row.GetInt32(0))[0];
            var reasons = Query(
                "SELECT reason, rule, count(*) FROM grp WHERE deleted = 0 AND reason IS NOT NULL GROUP BY reason, rule ORDER BY count(*) DESC",
                row => new ReasonCount(row.GetString(0), Text(row, 1), row.GetInt32(2)));
            return new GroupCount(delivered, links, waiting, reasons);
        }
    }

    void StoreGroupsLocked(IReadOnlyList<GroupState> groups)
    {
        var slots = string.Join(", ", Enumerable.Range(0, GroupColumnCount).Select(i => $"${i}"));
        using var command = Command($"INSERT OR REPLACE INTO grp ({GroupColumns}) VALUES ({slots})");
        for (var i = 0; i < GroupColumnCount; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        foreach (var group in groups)
        {
            Run(
                command,
                group.ObjectGuid.ToByteArray(), group.DistinguishedName, group.Name, group.SamAccountName, group.Sid, group.DisplayName, group.Description,
                group.Mail, group.Type, group.IsCritical, group.IsDeleted, group.Anchor?.Value, group.AnchorFixed, group.DeliveredImage, group.ListDue,
                group.NeedsFetch, group.Seen, group.Due?.ToUnixTimeMilliseconds(), group.Attempts, group.Reason, group.Rule);
        }
    }

    static GroupState ReadGroup(SqliteDataReader row) => new()
    {
        ObjectGuid = new Guid(row.GetFieldValue<byte[]>(0)),
        DistinguishedName = row.GetString(1),
        Name = Text(row, 2),
        SamAccountName = Text(row, 3),
        Sid = Text(row, 4),
        DisplayName = Text(row, 5),
        Description = Text(row, 6),
        Mail = Text(row, 7),
        Type = row.GetInt32(8),
        IsCritical = row.GetBoolean(9),
        IsDeleted = row.GetBoolean(10),
        Anchor = SourceAnchor.TryParse(Text(row, 11), out var anchor) ? anchor : null,
        AnchorFixed = row.GetBoolean(12),
        DeliveredImage = Text(row, 13),
        ListDue = row.GetBoolean(14),
        NeedsFetch = row.GetBoolean(15),
        Seen = row.GetInt64(16),
        Due = OptionalTime(row, 17),
        Attempts = row.GetInt32(18),
        Reason = Text(row, 19),
        Rule = Text(row, 20),
    };
}

/// <summary>Groups by what became of them.</summary>
/// <param name="Synchronized">Groups that the cloud has.</param>
/// <param name="Memberships">Their members that the cloud was told of.</param>
/// <param name="Waiting">Groups with something to deliver.</param>
/// <param name="NotSynchronized">Why the others are not there, by reason and rule.</param>
public sealed record GroupCount(int Synchronized, int Memberships, int Waiting, IReadOnlyList<ReasonCount> NotSynchronized);
