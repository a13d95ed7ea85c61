using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <summary>One group as it was last seen in the source directory, and what the cloud was given of it. Who is in it are links of their own.</summary>
public sealed record GroupState
{
    /// <summary>GROUP_TYPE_BUILTIN_LOCAL_GROUP: made by the system.</summary>
    public const int BuiltIn = 1;

    // GROUP_TYPE_SECURITY_ENABLED, the highest bit.
    const int SecurityEnabled = int.MinValue;

    /// <summary><c>objectGUID</c>.</summary>
    public required Guid ObjectGuid { get; init; }

    /// <summary>The distinguished name.</summary>
    public required string DistinguishedName { get; init; }

    /// <summary><c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>sAMAccountName</c>.</summary>
    public string? SamAccountName { get; init; }

    /// <summary><c>objectSid</c> as text.</summary>
    public string? Sid { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary><c>mail</c>.</summary>
    public string? Mail { get; init; }

    /// <summary><c>groupType</c>.</summary>
    public int Type { get; init; }

    /// <summary><c>isCriticalSystemObject</c>.</summary>
    public bool IsCritical { get; init; }

    /// <summary>Deleted in the source directory.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Who the group is towards the cloud; fixed with the first delivery.</summary>
    public SourceAnchor? Anchor { get; init; }

    /// <summary>Whether <see cref="Anchor"/> was ever delivered, and so is fixed.</summary>
    public bool AnchorFixed { get; init; }

    /// <summary>A digest of the attributes that the cloud acknowledged last; null when it has no such group.</summary>
    public string? DeliveredImage { get; init; }

    /// <summary>The cloud must be given the whole list of members, not only what changed.</summary>
    public bool ListDue { get; init; } = true;

    /// <summary>The group must be read by itself: somebody came back whose memberships may have come back, too.</summary>
    public bool NeedsFetch { get; init; }

    /// <summary>The full read that saw it last.</summary>
    public long Seen { get; init; }

    /// <summary>From when on it waits to be looked at; null when there is nothing to do.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>How often the cloud or the domain controller refused it in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is not synchronized (a fixed word); null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>The rule behind <see cref="Reason"/>, or what the cloud said.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether it says who may do something, and not only who gets mail.</summary>
    public bool IsSecurity => (Type & SecurityEnabled) != 0;
}
