using Microsoft.Data.Sqlite;
using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <content>Objects.</content>
public sealed partial class ConnectorSpace
{
    const string Columns =
        """
        guid, dn, kind, deleted, critical, sid, sam, upn, display_name, given_name, surname, mail, uac, account_expires, pwd_last_set,
        has_password, password_seen, last_set_seen, anchor, anchor_fixed, delivered_image, delivered_password, delivered_must_change,
        cloud_user_name, reason, rule, removal, more
        """;

    const string Store =
        $"""
        INSERT OR REPLACE INTO object ({Columns})
        VALUES ($0,$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27)
        """;

    /// <summary>The states of those of the objects that are known.</summary>
    public Dictionary<Guid, ObjectState> Load(IEnumerable<Guid> guids)
    {
        ArgumentNullException.ThrowIfNull(guids);
        lock (Gate)
        {
            // One look-up per key in one transaction: the statement is compiled once, and a page is at most a thousand of them.
            using var transaction = Connection.BeginTransaction(deferred: true);
            using var command = Command($"SELECT {Columns} FROM object WHERE guid = $0", ("$0", null));
            var found = new Dictionary<Guid, ObjectState>();
            foreach (var guid in guids)
            {
                command.Parameters[0].Value = guid.ToByteArray();
                using var row = command.ExecuteReader();
                if (row.Read())
                    found[guid] = ReadObject(row);
            }

            return found;
        }
    }

    /// <summary>The state of one object; null when it is not known.</summary>
    public ObjectState? Find(Guid objectGuid) => Load([objectGuid]).GetValueOrDefault(objectGuid);

    /// <summary>People found by user principal name, sAMAccountName, distinguished name, source anchor, or name in the cloud; case does not matter.</summary>
    public IReadOnlyList<ObjectState> Search(string text)
    {
        lock (Gate)
        {
            return Query(
                $"""
                SELECT {Columns} FROM object
                WHERE kind > {(int)ObjectKind.Container}
                  AND (upn = $text COLLATE NOCASE OR sam = $text COLLATE NOCASE OR dn = $text COLLATE NOCASE OR anchor = $text OR cloud_user_name = $text COLLATE NOCASE)
                ORDER BY deleted, dn LIMIT 20
                """,
                ReadObject,
                ("$text", text));
        }
    }

    /// <summary>People whose password the cloud acknowledged, picked at random.</summary>
    public IReadOnlyList<ObjectState> Sample(int count)
    {
        lock (Gate)
        {
            return Query(
                $"SELECT {Columns} FROM object WHERE deleted = 0 AND reason IS NULL AND delivered_password IS NOT NULL ORDER BY random() LIMIT $count",
                ReadObject,
                ("$count", count));
        }
    }

    /// <summary>Live objects whose distinguished name ends with that of the container, in portions: those behind an identifier, in its order.</summary>
    public IReadOnlyList<ObjectState> Below(string container, Guid after, int limit)
    {
        lock (Gate)
        {
            return Query(
                $"""
                SELECT {Columns} FROM object
                WHERE guid > $after AND deleted = 0 AND length(dn) > length($suffix) AND substr(dn, -length($suffix)) = $suffix COLLATE NOCASE
                ORDER BY guid LIMIT $limit
                """,
                ReadObject,
                ("$after", after.ToByteArray()),
                ("$suffix", "," + container),
                ("$limit", limit));
        }
    }

    /// <summary>The living container of a distinguished name, whatever the case; null when none is known.</summary>
    public Guid? FindContainer(string distinguishedName)
    {
        lock (Gate)
        {
            return Query(
                $"SELECT guid FROM object WHERE kind = {(int)ObjectKind.Container} AND deleted = 0 AND dn = $dn COLLATE NOCASE LIMIT 1",
                row => (Guid?)ReadGuid(row),
                ("$dn", distinguishedName)).FirstOrDefault();
        }
    }

    /// <summary>Everybody who is not deleted, whatever was decided about them.</summary>
    public IReadOnlyList<Guid> GetPeople()
    {
        lock (Gate)
            return Query($"SELECT guid FROM object WHERE deleted = 0 AND kind > {(int)ObjectKind.Container} ORDER BY guid", row => new Guid(row.GetFieldValue<byte[]>(0)));
    }

    /// <summary>Everything that is not deleted, containers too.</summary>
    public IReadOnlyList<Guid> GetLiving()
    {
        lock (Gate)
            return Query("SELECT guid FROM object WHERE deleted = 0 ORDER BY guid", row => new Guid(row.GetFieldValue<byte[]>(0)));
    }

    /// <summary>People and whoever the cloud still has, in the order of their identifiers.</summary>
    public IReadOnlyList<Guid> GetDeliverable()
    {
        lock (Gate)
            return Query($"SELECT guid FROM object WHERE (deleted = 0 AND kind > {(int)ObjectKind.Container}) OR delivered_image IS NOT NULL ORDER BY guid", row => new Guid(row.GetFieldValue<byte[]>(0)));
    }

    /// <summary>Live people for whom the given decisions were taken (null: synchronized), so that they can be taken anew when the tenant changed.</summary>
    public IReadOnlyList<Guid> WithReason(params IReadOnlyList<string?> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        lock (Gate)
        {
            return [.. reasons.SelectMany(reason => Query(
                $"SELECT guid FROM object WHERE deleted = 0 AND kind > {(int)ObjectKind.Container} AND reason IS $reason",
                row => new Guid(row.GetFieldValue<byte[]>(0)),
                ("$reason", reason)))];
        }
    }

    /// <summary>Who is to be removed from the cloud, but for those whose removal it refused and who are not due yet. A repeated one was
    /// taken before, by a cloud that may not remember it.</summary>
    public IReadOnlyList<(Guid ObjectGuid, bool IsRepeated)> GetRemovals()
    {
        lock (Gate)
        {
            return Query(
                $"""
                SELECT guid, delivered_image IS NULL FROM object
                WHERE removal IS NOT NULL AND NOT EXISTS (SELECT 1 FROM retry WHERE retry.guid = object.guid AND {IsRemoval} AND (due IS NULL OR due > $now))
                ORDER BY guid
                """,
                row => (new Guid(row.GetFieldValue<byte[]>(0)), row.GetBoolean(1)),
                ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>How many people are to be removed from the cloud.</summary>
    public int CountRemovals()
    {
        lock (Gate)
            return Query("SELECT count(*) FROM object WHERE removal IS NOT NULL", row => row.GetInt32(0))[0];
    }

    /// <summary>How many people there are, and how many of them for which reason and rule are not synchronized.</summary>
    public PeopleCount CountPeople()
    {
        lock (Gate)
        {
            var now = _time.GetUtcNow().ToFileTime();
            var people = $"deleted = 0 AND kind > {(int)ObjectKind.Container}";
            var expired = "reason IS NULL AND account_expires > 0 AND account_expires <= $now";
            var total = Query($"SELECT count(*) FROM object WHERE {people}", row => row.GetInt32(0))[0];
            var late = Query($"SELECT count(*) FROM object WHERE {people} AND {expired}", row => row.GetInt32(0), ("$now", now))[0];
            var delivered = Query(
                $"SELECT count(*) FROM object WHERE {people} AND reason IS NULL AND delivered_password IS NOT NULL AND NOT ({expired})",
                row => row.GetInt32(0),
                ("$now", now))[0];
            var reasons = Query(
                $"SELECT reason, rule, count(*) FROM object WHERE {people} AND reason IS NOT NULL GROUP BY reason, rule ORDER BY count(*) DESC",
                row => new ReasonCount(row.GetString(0), Text(row, 1), row.GetInt32(2)));
            if (late > 0)
                reasons.Add(new ReasonCount(Engine.Reasons.AccountExpired, "accountExpires is in the past", late));
            return new PeopleCount(total, delivered, reasons);
        }
    }

    void StoreObjects(IReadOnlyList<ObjectState> objects)
    {
        if (objects.Count == 0)
            return;

        using var command = Command(Store);
        for (var i = 0; i < 28; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        foreach (var state in objects)
        {
            Run(
                command,
                state.ObjectGuid.ToByteArray(), state.DistinguishedName, (int)state.Kind, state.IsDeleted, state.IsCritical, state.Sid, state.SamAccountName,
                state.UserPrincipalName, state.DisplayName, state.GivenName, state.Surname, state.Mail, state.UserAccountControl, state.AccountExpires,
                state.PwdLastSet, state.HasPassword, Encode(state.PasswordSeen), Encode(state.LastSetSeen), state.Anchor?.Value, state.AnchorFixed,
                state.DeliveredImage, state.DeliveredPassword is { } delivered ? StampCodec.Encode(delivered) : null, state.DeliveredMustChange,
                state.CloudUserName, state.Reason, state.Rule, state.Removal is { } removal ? (int)removal : null,
                state.More.Encode());
        }
    }

    static byte[]? Encode(AttributeStamp? stamp) => stamp is { } present ? StampCodec.Encode(present) : null;

    static ObjectState ReadObject(SqliteDataReader row) => new()
    {
        ObjectGuid = new Guid(row.GetFieldValue<byte[]>(0)),
        DistinguishedName = row.GetString(1),
        Kind = (ObjectKind)row.GetInt32(2),
        IsDeleted = row.GetBoolean(3),
        IsCritical = row.GetBoolean(4),
        Sid = Text(row, 5),
        SamAccountName = Text(row, 6),
        UserPrincipalName = Text(row, 7),
        DisplayName = Text(row, 8),
        GivenName = Text(row, 9),
        Surname = Text(row, 10),
        Mail = Text(row, 11),
        UserAccountControl = (uint)row.GetInt64(12),
        AccountExpires = row.GetInt64(13),
        PwdLastSet = row.GetInt64(14),
        HasPassword = row.GetBoolean(15),
        PasswordSeen = row.IsDBNull(16) ? null : StampCodec.DecodeStamp(row.GetFieldValue<byte[]>(16)),
        LastSetSeen = row.IsDBNull(17) ? null : StampCodec.DecodeStamp(row.GetFieldValue<byte[]>(17)),
        Anchor = SourceAnchor.TryParse(Text(row, 18), out var anchor) ? anchor : null,
        AnchorFixed = row.GetBoolean(19),
        DeliveredImage = Text(row, 20),
        DeliveredPassword = row.IsDBNull(21) ? null : StampCodec.DecodeVersion(row.GetFieldValue<byte[]>(21)),
        DeliveredMustChange = row.GetBoolean(22),
        CloudUserName = Text(row, 23),
        Reason = Text(row, 24),
        Rule = Text(row, 25),
        Removal = row.IsDBNull(26) ? null : (RemovalReason)row.GetInt32(26),
        More = AttributeValues.Decode(Text(row, 27)),
    };
}

/// <summary>People by what became of them.</summary>
/// <param name="Total">All of them, whatever their class.</param>
/// <param name="Synchronized">Who can sign in with the password of the source directory.</param>
/// <param name="NotSynchronized">Everybody else by reason and rule.</param>
public sealed record PeopleCount(int Total, int Synchronized, IReadOnlyList<ReasonCount> NotSynchronized);

/// <summary>How many people share a reason and its rule.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Rule">The rule with the value that met it.</param>
/// <param name="Count">How many.</param>
public sealed record ReasonCount(string Reason, string? Rule, int Count);
