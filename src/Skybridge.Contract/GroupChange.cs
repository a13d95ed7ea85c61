namespace Skybridge.Contract;

/// <summary>What changed about one group: its attributes, its removal, who is in it.</summary>
public sealed record GroupChange
{
    /// <summary>Which group it is.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary><c>objectGUID</c> in the source directory: what memberships of other groups name it by.</summary>
    public required Guid ObjectGuid { get; init; }

    /// <summary>All delivered attributes as they are now; null when none of them changed.</summary>
    public GroupImage? Group { get; init; }

    /// <summary>Why the group is gone; null while it is there.</summary>
    public RemovalReason? Removal { get; init; }

    /// <summary>The whole list of members that <see cref="Links"/> are a part of; null where they are single changes.</summary>
    public MemberList? List { get; init; }

    /// <summary>Who came and who went; in a whole list, who is there. Direct members only, whatever they are.</summary>
    public IReadOnlyList<MemberLink> Links { get; init; } = [];
}

/// <summary>A whole list of members, in as many parts as it takes. What it does not name is in the group no more when it ends.</summary>
/// <remarks>
/// A part may be repeated, and a list begun again under another number at any time. Single changes between the parts are kept. A part of
/// another list than the one that was begun last is not taken (<see cref="GroupOutcome.ListWanted"/>).
/// </remarks>
public sealed record MemberList
{
    /// <summary>Tells this list from every other; the same in all of its parts.</summary>
    public required long Number { get; init; }

    /// <summary>The first part.</summary>
    public required bool Begins { get; init; }

    /// <summary>The last part.</summary>
    public required bool Ends { get; init; }
}

/// <summary>One membership, come or gone.</summary>
public sealed record MemberLink
{
    /// <summary><c>objectGUID</c> of the member: a person, a group, or what else a directory has.</summary>
    public required Guid Member { get; init; }

    /// <summary>True when it is no member any more.</summary>
    public bool Absent { get; init; }

    /// <summary>When the membership was first given: orders two statements about it before <see cref="Stamp"/> does.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When and where it was last given or taken away. An older statement never replaces a newer one; the same one again may correct itself.</summary>
    public required AttributeStamp Stamp { get; init; }
}
