using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>The answers to one change.</summary>
static class Outcomes
{
    /// <summary>Taken, or already there.</summary>
    public static DeliveryOutcome Success(SourceAnchor anchor) => new() { Anchor = anchor, Status = DeliveryStatus.Success };

    /// <summary>Not taken for now.</summary>
    public static DeliveryOutcome Refused(SourceAnchor anchor, DeliveryStatus status, string reason, string detail) =>
        new() { Anchor = anchor, Status = status, Reason = reason, Detail = detail };

    /// <summary>A value that is never taken.</summary>
    public static DeliveryOutcome Invalid(SourceAnchor anchor, string detail) =>
        Refused(anchor, DeliveryStatus.TargetNotExportedToDirectory, RefusalReasons.InvalidValue, detail) with { Permanent = true };

    /// <summary>The person is another account.</summary>
    public static DeliveryOutcome AnchorTaken(SourceAnchor anchor, CloudUser rival) =>
        Refused(
            anchor,
            DeliveryStatus.TargetNotExportedToDirectory,
            RefusalReasons.AnchorTaken,
            $"Another account has this source anchor, and is the person: {rival.NetBiosDomain}\\{rival.SamAccountName} ({rival.DistinguishedName}).");

    /// <summary>Somebody whom synchronization never writes.</summary>
    public static DeliveryOutcome Protected(SourceAnchor anchor) =>
        Refused(
            anchor,
            DeliveryStatus.TargetNotExportedToDirectory,
            RefusalReasons.AdministratorProtected,
            "This person administers the cloud, and synchronization never writes such a person.") with
        {
            Permanent = true,
        };

    /// <summary>The cloud failed on this change alone.</summary>
    public static DeliveryOutcome Failed(SourceAnchor anchor) =>
        Refused(anchor, DeliveryStatus.Error, RefusalReasons.InternalError, "The cloud could not store this change; its log says why.");
}
