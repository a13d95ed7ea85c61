using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>A group of the source directory. Synchronization alone writes it.</summary>
/// <remarks>Who is in it are rows of their own (<see cref="GroupMember"/>), and refer to members by <c>objectGUID</c>.</remarks>
sealed class CloudGroup
{
    /// <summary>Stays the same for the group's whole life: what the claim <c>groups</c> names it by.</summary>
    public required Guid Id { get; init; }

    /// <summary>What synchronization joins by.</summary>
    public required string Anchor { get; init; }

    /// <summary><c>objectGUID</c> in the source directory: what memberships in other groups name it by.</summary>
    public required Guid ObjectGuid { get; set; }

    public required string Name { get; set; }

    /// <summary><see cref="Name"/> as it is searched for.</summary>
    public required string NormalizedName { get; set; }

    public required string SamAccountName { get; set; }

    public required string NetBiosDomain { get; set; }

    public required string DnsDomain { get; set; }

    public required string DistinguishedName { get; set; }

    public required string Sid { get; set; }

    public string? DisplayName { get; set; }

    public string? Description { get; set; }

    public string? Mail { get; set; }

    /// <summary>Whether it says who may do something; else it is for mail only, and in no token.</summary>
    public bool Security { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it left; the row stays for 30 days, so that coming back means being the same group.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public RemovalReason? DeletionReason { get; set; }

    /// <summary>The agent that delivered the group last, and in which of its batches: an older batch is not taken.</summary>
    public string? DeliveredBy { get; set; }

    public long? DeliverySequence { get; set; }

    /// <summary>When the attributes last came from the source directory and differed.</summary>
    public DateTimeOffset? SynchronizedAt { get; set; }

    /// <summary>The whole list of members that was begun last; what it named has its number.</summary>
    public long ListNumber { get; set; }
}
