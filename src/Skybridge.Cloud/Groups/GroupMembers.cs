using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Groups;

/// <summary>How many direct members a group has.</summary>
/// <param name="People">People who are here.</param>
/// <param name="Groups">Groups that are here.</param>
/// <param name="Others">What is not synchronized: out of scope, a computer, a contact, somebody of another forest.</param>
sealed record MemberCounts(int People, int Groups, int Others)
{
    /// <summary>All of them.</summary>
    public int Total => People + Groups + Others;
}

/// <summary>One direct member of a group.</summary>
/// <param name="ObjectGuid"><c>objectGUID</c> in the source directory.</param>
/// <param name="Kind"><c>person</c>, <c>group</c>, or <c>other</c> for what is not here.</param>
/// <param name="Id">Its identifier here; null for what is not here.</param>
/// <param name="Name">The user name of a person, the name of a group, else the objectGUID.</param>
sealed record MemberEntry(Guid ObjectGuid, string Kind, Guid? Id, string Name);

/// <summary>Who is directly in a group.</summary>
static class GroupMembers
{
    /// <summary>Counts them.</summary>
    public static async Task<MemberCounts> CountAsync(CloudDbContext db, Guid group, CancellationToken cancellationToken)
    {
        var present = db.GroupMembers.Where(member => member.GroupId == group && member.Present);
        var total = await present.CountAsync(cancellationToken);
        var people = await present.CountAsync(
            member => db.Users.Any(user => user.ObjectGuid == member.MemberGuid && user.DeletedAt == null), cancellationToken);
        var groups = await present.CountAsync(
            member => db.Groups.Any(other => other.ObjectGuid == member.MemberGuid && other.DeletedAt == null), cancellationToken);
        return new MemberCounts(people, groups, Math.Max(0, total - people - groups));
    }

    /// <summary>Lists them in the order of their objectGUIDs, those after <paramref name="after"/>.</summary>
    public static async Task<IReadOnlyList<MemberEntry>> ListAsync(CloudDbContext db, Guid group, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var query = db.GroupMembers.AsNoTracking().Where(member => member.GroupId == group && member.Present);
        if (after is { } last)
            query = query.Where(member => member.MemberGuid > last);
        var guids = await query.OrderBy(member => member.MemberGuid).Take(limit).Select(member => member.MemberGuid).ToListAsync(cancellationToken);
        return await DescribeAsync(db, guids, cancellationToken);
    }

    /// <summary>Lists in the same order the people who are in it directly or through other groups that are here, each once.</summary>
    public static async Task<IReadOnlyList<MemberEntry>> ListNestedAsync(CloudDbContext db, Guid group, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var guids = await db.Database.SqlQuery<Guid>(
            $"""
            WITH RECURSIVE inner_groups (id) AS (
                SELECT g.id FROM groups AS g WHERE g.id = {group}
                UNION
                SELECT g.id FROM inner_groups AS i
                JOIN group_members AS m ON m.group_id = i.id AND m.present
                JOIN groups AS g ON g.object_guid = m.member_guid AND g.deleted_at IS NULL
            )
            SELECT DISTINCT m.member_guid AS "Value" FROM inner_groups AS i
            JOIN group_members AS m ON m.group_id = i.id AND m.present
            JOIN users AS u ON u.object_guid = m.member_guid AND u.deleted_at IS NULL
            WHERE m.member_guid > {after ?? Guid.Empty}
            ORDER BY m.member_guid LIMIT {limit}
            """).ToListAsync(cancellationToken);
        return await DescribeAsync(db, guids, cancellationToken);
    }

    static async Task<IReadOnlyList<MemberEntry>> DescribeAsync(CloudDbContext db, List<Guid> guids, CancellationToken cancellationToken)
    {
        var people = await db.Users.AsNoTracking()
            .Where(user => user.DeletedAt == null && user.ObjectGuid != null && EF.Parameter(guids).Contains(user.ObjectGuid.Value))
            .Select(user => new { Key = user.ObjectGuid!.Value, user.Id, user.UserName })
            .ToListAsync(cancellationToken);
        var groups = await db.Groups.AsNoTracking()
            .Where(other => other.DeletedAt == null && EF.Parameter(guids).Contains(other.ObjectGuid))
            .Select(other => new { Key = other.ObjectGuid, other.Id, other.Name })
            .ToListAsync(cancellationToken);

        var known = people.Select(user => new MemberEntry(user.Key, "person", user.Id, user.UserName))
            .Concat(groups.Select(other => new MemberEntry(other.Key, "group", other.Id, other.Name)))
            .GroupBy(entry => entry.ObjectGuid)
            .ToDictionary(entries => entries.Key, entries => entries.First());
        return [.. guids.Select(guid => known.GetValueOrDefault(guid) ?? new MemberEntry(guid, "other", null, guid.ToString()))];
    }
}
