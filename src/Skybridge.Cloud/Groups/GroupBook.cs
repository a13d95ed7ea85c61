using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Groups;

/// <summary>Who is in which group, also through other groups.</summary>
static class GroupBook
{
    /// <summary>
    /// The security groups that somebody is in, directly or through other security groups; at most <paramref name="limit"/> of them, in no
    /// particular order.
    /// </summary>
    /// <remarks>
    /// As in a domain controller's tokens, what is for mail only neither counts nor leads on. Groups that are in each other end the search
    /// where it came from: each is looked at once.
    /// </remarks>
    public static async Task<IReadOnlyList<Guid>> OfPersonAsync(CloudDbContext db, CloudUser user, int limit, CancellationToken cancellationToken)
    {
        if (user.ObjectGuid is not { } member || user.Source != PersonSource.Sync)
            return [];

        return await db.Database.SqlQuery<Guid>(
            $"""
            WITH RECURSIVE found (id, object_guid) AS (
                SELECT g.id, g.object_guid FROM group_members AS m
                JOIN groups AS g ON g.id = m.group_id AND g.deleted_at IS NULL AND g.security
                WHERE m.member_guid = {member} AND m.present
                UNION
                SELECT g.id, g.object_guid FROM found AS f
                JOIN group_members AS m ON m.member_guid = f.object_guid AND m.present
                JOIN groups AS g ON g.id = m.group_id AND g.deleted_at IS NULL AND g.security
            )
            SELECT id AS "Value" FROM found LIMIT {limit}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Finds one group by identifier, anchor, security identifier, account name, name or distinguished name; a living one before one that left.</summary>
    public static async Task<CloudGroup?> FindAsync(CloudDbContext db, string text, CancellationToken cancellationToken)
    {
        var name = People.UserNames.Normalize(text);
        Guid? id = Guid.TryParse(text, out var parsed) ? parsed : null;
        return await db.Groups.AsNoTracking()
            .Where(group => group.Id == id || group.ObjectGuid == id || group.Anchor == text || group.Sid == text
                || group.NormalizedName == name || group.SamAccountName == text || group.DistinguishedName == text)
            .OrderBy(group => group.DeletedAt != null)
            .ThenBy(group => group.NormalizedName)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
