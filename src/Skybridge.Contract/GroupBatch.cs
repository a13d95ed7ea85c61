namespace Skybridge.Contract;

/// <summary>Groups and memberships of one domain, in order.</summary>
public sealed record GroupBatch
{
    /// <summary>The most groups in one batch.</summary>
    public const int MaxChanges = 1000;

    /// <summary>The most memberships in one batch, over all of its groups.</summary>
    public const int MaxLinks = 10_000;

    /// <summary>The largest batch in bytes of JSON.</summary>
    public const int MaxBytes = DeliveryBatch.MaxBytes;

    /// <summary>Rises with every batch of this agent, of whatever sort, and is never used again.</summary>
    public required long Sequence { get; init; }

    /// <summary>The DNS name of the Active Directory domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The epoch that the agent believes the domain to be in (<see cref="PasswordVersion.Epoch"/>).</summary>
    public required int Epoch { get; init; }

    /// <summary>The term in which the agent holds the domain's lease (<see cref="LeaseReply.Term"/>); null from an agent that knows no leases, whose batches are taken only while nobody holds it.</summary>
    public long? Term { get; init; }

    /// <summary>The changes; each group once.</summary>
    public required IReadOnlyList<GroupChange> Changes { get; init; }
}
