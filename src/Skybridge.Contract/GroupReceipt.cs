namespace Skybridge.Contract;

/// <summary>What became of a batch of groups. When this answer is sent, what it says is on disk.</summary>
public sealed record GroupReceipt
{
    /// <summary>The batch's own number.</summary>
    public required long Sequence { get; init; }

    /// <summary>One per change, in the same order.</summary>
    public required IReadOnlyList<GroupOutcome> Outcomes { get; init; }

    /// <summary>The tenant as it is now.</summary>
    public required TenantState Tenant { get; init; }
}

/// <summary>What the cloud made of one change of a group.</summary>
public sealed record GroupOutcome
{
    /// <summary>Which group it was about.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary>The status word.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why not, as a fixed word (<see cref="RefusalReasons"/>); null when <see cref="DeliveryStatus.Success"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Trying again cannot help until the group changes.</summary>
    public bool Permanent { get; init; }

    /// <summary>The cloud lacks the group, or the list that this was a part of: deliver its attributes and a whole list.</summary>
    public bool ListWanted { get; init; }
}
