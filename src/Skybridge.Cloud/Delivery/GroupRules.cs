using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>What becomes of one change of a group, inside the batch's transaction.</summary>
sealed class GroupRules(
    CloudDbContext db,
    Dictionary<string, CloudGroup> groups,
    DeliveryStamp stamp,
    RowCommand<CloudGroup> rows,
    RowCommand<GroupMember> members)
{
    /// <summary>Takes the change.</summary>
    public async Task<GroupOutcome> ApplyAsync(GroupChange change, CancellationToken cancellationToken)
    {
        var group = groups.GetValueOrDefault(change.Anchor.Value);
        // As with people: the first one is the group for as long as it is there, or whoever may write the attribute would decide on its members.
        if (group is { DeletedAt: null } && group.ObjectGuid != change.ObjectGuid)
            return change.Removal is null ? GroupOutcomes.AnchorTaken(change.Anchor, group) : GroupOutcomes.Success(change.Anchor);
        if (change is { Group: not null, Removal: not null })
            return GroupOutcomes.Invalid(change.Anchor, "A change cannot both deliver a group and remove it.");
        if (group is not null && group.DeliveredBy == stamp.AgentId && stamp.Sequence < group.DeliverySequence)
            return GroupOutcomes.Success(change.Anchor); // Late: what came after it has been taken.
        if (change.Removal is { } reason)
            return await RemoveAsync(change.Anchor, group, reason, cancellationToken);
        if (change.Group is { } image)
        {
            if (GroupValues.FindInvalid(image) is { } invalid)
                return GroupOutcomes.Invalid(change.Anchor, $"The value of {invalid} is empty, too long, or has control characters.");

            group = Take(change, group, image);
        }

        if (group is null or { DeletedAt: not null } || !BeginsOrGoesOn(group, change.List))
            return GroupOutcomes.ListWanted(change.Anchor);

        (group.DeliveredBy, group.DeliverySequence) = (stamp.AgentId, stamp.Sequence);
        groups[group.Anchor] = group;
        await rows.PutAsync(group, cancellationToken);
        await rows.FlushAsync(cancellationToken);
        await TakeLinksAsync(group, change, cancellationToken);
        return GroupOutcomes.Success(change.Anchor);
    }

    async Task<GroupOutcome> RemoveAsync(SourceAnchor anchor, CloudGroup? group, RemovalReason reason, CancellationToken cancellationToken)
    {
        if (group is null)
            return GroupOutcomes.Success(anchor);

        if (group.DeletedAt is null)
            (group.DeletedAt, group.DeletionReason) = (stamp.Now, reason);
        (group.DeliveredBy, group.DeliverySequence) = (stamp.AgentId, stamp.Sequence);
        await rows.PutAsync(group, cancellationToken);
        await rows.FlushAsync(cancellationToken);
        return GroupOutcomes.Success(anchor);
    }

    CloudGroup Take(GroupChange change, CloudGroup? group, GroupImage image)
    {
        group ??= new CloudGroup
        {
            Id = Guid.CreateVersion7(stamp.Now),
            Anchor = change.Anchor.Value,
            ObjectGuid = change.ObjectGuid,
            Name = "",
            NormalizedName = "",
            SamAccountName = "",
            NetBiosDomain = "",
            DnsDomain = "",
            DistinguishedName = "",
            Sid = "",
            CreatedAt = stamp.Now,
        };
        (group.DeletedAt, group.DeletionReason) = (null, null);
        GroupValues.Take(group, image, change.ObjectGuid, stamp);
        return group;
    }

    static bool BeginsOrGoesOn(CloudGroup group, MemberList? list)
    {
        if (list is null)
            return true;
        if (list.Begins)
            group.ListNumber = list.Number;
        return group.ListNumber == list.Number;
    }

    async Task TakeLinksAsync(CloudGroup group, GroupChange change, CancellationToken cancellationToken)
    {
        var named = change.Links.Select(link => link.Member).Distinct().ToList();
        var known = named.Count == 0 ? [] : await db.GroupMembers.AsNoTracking()
            .Where(member => member.GroupId == group.Id && EF.Parameter(named).Contains(member.MemberGuid))
            .ToDictionaryAsync(member => member.MemberGuid, cancellationToken);
        foreach (var link in change.Links)
        {
            if (!known.TryGetValue(link.Member, out var member))
                known[link.Member] = member = new GroupMember { GroupId = group.Id, MemberGuid = link.Member };
            else if (member.IsNewerThan(link, stamp.Epoch))
            {
                if (member.ListNumber == group.ListNumber)
                    continue;

                // What somebody else said later stands, and the list knows of it.
                member.ListNumber = group.ListNumber;
                await members.PutAsync(member, cancellationToken);
                continue;
            }

            member.Take(link, stamp.Epoch, group.ListNumber);
            await members.PutAsync(member, cancellationToken);
        }

        await members.FlushAsync(cancellationToken); // What follows, here and for the next change, reads them.
        if (change.List is { Ends: true })
        {
            var (id, number) = (group.Id, group.ListNumber);
            await db.GroupMembers
                .Where(member => member.GroupId == id && member.Present && member.ListNumber != number)
                .ExecuteUpdateAsync(set => set.SetProperty(member => member.Present, false), cancellationToken);
        }
    }
}
