namespace Skybridge.Contract;

/// <summary>What became of a batch. When this answer is sent, what it says is on disk.</summary>
public sealed record DeliveryReceipt
{
    /// <summary>The batch's own number.</summary>
    public required long Sequence { get; init; }

    /// <summary>One per change, in the same order.</summary>
    public required IReadOnlyList<DeliveryOutcome> Outcomes { get; init; }

    /// <summary>The tenant as it is now.</summary>
    public required TenantState Tenant { get; init; }
}
