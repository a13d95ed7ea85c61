namespace Skybridge.Contract;

/// <summary>Changes of one domain, in order. A batch without changes is the heartbeat.</summary>
public sealed record DeliveryBatch
{
    /// <summary>The most changes in one batch.</summary>
    public const int MaxChanges = 1000;

    /// <summary>The largest batch in bytes of JSON.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Rises with every batch of this agent and is never used again, so that a late or repeated batch cannot undo a newer one.</summary>
    public required long Sequence { get; init; }

    /// <summary>The DNS name of the Active Directory domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The epoch that the agent believes the domain to be in (<see cref="PasswordVersion.Epoch"/>).</summary>
    public required int Epoch { get; init; }

    /// <summary>The term in which the agent holds the domain's lease (<see cref="LeaseReply.Term"/>); null from an agent that knows no leases, whose batches are taken only while nobody holds it.</summary>
    public long? Term { get; init; }

    /// <summary>The changes; a later one about the same person wins.</summary>
    public required IReadOnlyList<DirectoryChange> Changes { get; init; }
}
