using Skybridge.Contract;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>Decides what the cloud must be told of a group, and cuts it into parts that fit into batches.</summary>
sealed class GroupLoader(ConnectorSpace space, DirectoryIdentity domain, EffectiveScope scope)
{
    /// <summary>The parts, in order; none when there is nothing to tell, and the state then says why.</summary>
    /// <param name="group">The group.</param>
    /// <param name="room">How many memberships fit into the next part; asked anew for each.</param>
    /// <param name="quiet">The group as it is to be stored when there is nothing to tell.</param>
    public IEnumerable<GroupShipment> Load(GroupState group, Func<int> room, out GroupState quiet)
    {
        var exclusion = group.IsDeleted ? null : GroupScope.FindExclusion(group, scope);
        var state = group with { Reason = exclusion?.Reason, Rule = exclusion?.Rule };
        quiet = state with { Due = null, Attempts = 0 };
        if (!group.IsDeleted && exclusion is null)
            return LoadMembers(state, room);
        return group.DeliveredImage is null ? [] : [Removal(state)];
    }

    static GroupShipment Removal(GroupState group) => new(
        group,
        new GroupChange
        {
            Anchor = group.Anchor!.Value,
            ObjectGuid = group.ObjectGuid,
            Removal = group.IsDeleted ? RemovalReason.Deleted : RemovalReason.OutOfScope,
        },
        [],
        null,
        IsLast: true);

    IEnumerable<GroupShipment> LoadMembers(GroupState group, Func<int> room)
    {
        var image = GroupImages.Create(group, domain);
        var digest = GroupImages.DigestOf(image);
        var whole = group.ListDue || group.DeliveredImage is null;
        var number = whole ? space.NextSequence() : 0;
        var tells = whole || digest != group.DeliveredImage;
        Guid? after = null;
        for (var (begins, ends) = (true, false); !ends; begins = false)
        {
            var most = room();
            var links = space.GetLinks(group.ObjectGuid, whole, after, most);
            ends = links.Count < most;
            if (links.Count == 0 && !whole && !(begins && tells))
                yield break;

            yield return new GroupShipment(
                group,
                new GroupChange
                {
                    Anchor = group.Anchor!.Value,
                    ObjectGuid = group.ObjectGuid,
                    Group = begins && tells ? image : null,
                    List = whole ? new MemberList { Number = number, Begins = begins, Ends = ends } : null,
                    Links = [.. links.Select(ToLink)],
                },
                links,
                digest,
                ends);
            after = links.Count > 0 ? links[^1].Member : after;
        }
    }

    static MemberLink ToLink(LinkStatement link) =>
        new() { Member = link.Member, Absent = !link.IsPresent, Created = link.Stamp.Created, Stamp = link.Stamp.Changed };
}
