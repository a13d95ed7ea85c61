using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>Lays what was replicated of a group over what was known of it.</summary>
static class GroupMerger
{
    /// <summary>Merges.</summary>
    /// <param name="known">The group as known; null for an unknown one.</param>
    /// <param name="seen">What was replicated.</param>
    /// <param name="isWhole">Whether <paramref name="seen"/> has all attributes: what it does not carry is not set.</param>
    public static GroupState Merge(GroupState? known, ReplicatedObject seen, bool isWhole)
    {
        var keeps = known is not null && !isWhole;
        var isDeleted = seen.TryGetUInt32(AttributeType.IsDeleted, out var deleted) ? deleted != 0 : keeps && !seen.Has(AttributeType.IsDeleted) && known!.IsDeleted;
        var start = known ?? new GroupState { ObjectGuid = seen.Name.ObjectGuid, DistinguishedName = seen.Name.DistinguishedName };
        var merged = start with
        {
            DistinguishedName = isDeleted && known is not null ? known.DistinguishedName : seen.Name.DistinguishedName,
            Sid = seen.Name.Sid?.Text ?? start.Sid,
            IsDeleted = isDeleted,
            Name = isDeleted && known is not null ? known.Name : Text(AttributeType.Name, start.Name),
            SamAccountName = Text(AttributeType.SamAccountName, start.SamAccountName),
            DisplayName = Text(AttributeType.DisplayName, start.DisplayName),
            Description = Text(AttributeType.Description, start.Description),
            Mail = Text(AttributeType.Mail, start.Mail),
            Type = seen.TryGetUInt32(AttributeType.GroupType, out var type) ? (int)type : start.Type,
            IsCritical = seen.TryGetUInt32(AttributeType.IsCriticalSystemObject, out var critical) ? critical != 0 : keeps && start.IsCritical,
        };
        return merged.AnchorFixed ? merged : merged with { Anchor = AnchorOf(merged, seen) };

        string? Text(AttributeType attribute, string? before) =>
            seen.TryGetText(attribute, out var text) ? text : keeps && !seen.Has(attribute) ? before : null;
    }

    static SourceAnchor AnchorOf(GroupState group, ReplicatedObject seen) =>
        seen.TryGetBytes(AttributeType.ConsistencyGuid, out var bytes) && bytes.Length == 16
            ? SourceAnchor.FromBytes(bytes)
            : group.Anchor ?? SourceAnchor.FromObjectGuid(group.ObjectGuid);
}
