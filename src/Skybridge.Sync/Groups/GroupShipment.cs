using Skybridge.Contract;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>One group's part of a batch.</summary>
/// <param name="Group">The group as it is known.</param>
/// <param name="Change">What the cloud is told.</param>
/// <param name="Links">The memberships in it, as they are stored.</param>
/// <param name="Digest">The digest of the image in it; null without one.</param>
/// <param name="IsLast">Whether nothing more is to be told of this group for now.</param>
sealed record GroupShipment(GroupState Group, GroupChange Change, IReadOnlyList<LinkStatement> Links, string? Digest, bool IsLast)
{
    /// <summary>Whether its links are a whole list, or a part of one.</summary>
    public bool IsList => Change.List is not null;

    /// <summary>The group once the cloud has taken it.</summary>
    public GroupState Taken() => Change.Removal is not null
        ? Group with { DeliveredImage = null, ListDue = true, Due = null, Attempts = 0 }
        : Group with
        {
            AnchorFixed = true,
            DeliveredImage = Digest ?? Group.DeliveredImage,
            ListDue = Group.ListDue && !IsList,
            Due = null,
            Attempts = 0,
        };
}
