using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The answers to one change of a group.</summary>
static class GroupOutcomes
{
    /// <summary>Taken, or already there.</summary>
    public static GroupOutcome Success(SourceAnchor anchor) => new() { Anchor = anchor, Status = DeliveryStatus.Success };

    /// <summary>What came cannot be added to what is here.</summary>
    public static GroupOutcome ListWanted(SourceAnchor anchor) => new()
    {
        Anchor = anchor,
        Status = DeliveryStatus.NoTargetConnection,
        Reason = RefusalReasons.UnknownGroup,
        Detail = "The cloud has no such group, or another list of its members was begun.",
        ListWanted = true,
    };

    /// <summary>A value that is never taken.</summary>
    public static GroupOutcome Invalid(SourceAnchor anchor, string detail) => new()
    {
        Anchor = anchor,
        Status = DeliveryStatus.TargetNotExportedToDirectory,
        Reason = RefusalReasons.InvalidValue,
        Detail = detail,
        Permanent = true,
    };

    /// <summary>The group is another one of the directory.</summary>
    public static GroupOutcome AnchorTaken(SourceAnchor anchor, CloudGroup rival) => new()
    {
        Anchor = anchor,
        Status = DeliveryStatus.TargetNotExportedToDirectory,
        Reason = RefusalReasons.AnchorTaken,
        Detail = $"Another group has this source anchor: {rival.DistinguishedName}.",
    };

    /// <summary>The cloud failed on this change alone.</summary>
    public static GroupOutcome Failed(SourceAnchor anchor) => new()
    {
        Anchor = anchor,
        Status = DeliveryStatus.Error,
        Reason = RefusalReasons.InternalError,
        Detail = "The cloud could not store this change; its log says why.",
    };
}
