namespace Skybridge.Contract;

/// <summary>Asks for the lease of one domain: of several agents that read it, the one that holds the lease delivers.</summary>
/// <remarks>Only durations travel: agents and cloud need not agree about the time.</remarks>
public sealed record LeaseRequest
{
    /// <summary>The most characters of <see cref="Position"/>.</summary>
    public const int MaxPositionLength = 64 * 1024;

    /// <summary>The most entries of <see cref="Pending"/>.</summary>
    public const int MaxPending = 4000;

    /// <summary>The largest request in bytes of JSON.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The DNS name of the Active Directory domain.</summary>
    public required string Domain { get; init; }

    /// <summary>What the agent wants.</summary>
    public required LeaseWish Wish { get; init; }

    /// <summary>This run of the agent: a random value, so that two runs of one agent are told apart.</summary>
    public required Guid Run { get; init; }

    /// <summary>Whether this run has had no answer yet: the lease of an earlier run of the same agent passes to it at once.</summary>
    public bool Starts { get; init; }

    /// <summary>The term that the agent holds; 0 for none.</summary>
    public long Term { get; init; }

    /// <summary>Up to where everything is delivered or in <see cref="Pending"/>, in the agents' own form; null when that did not change. Only the holder's counts.</summary>
    public string? Position { get; init; }

    /// <summary>The objects before <see cref="Position"/> that wait to be delivered again; null with it, or when there are more than <see cref="MaxPending"/>.</summary>
    public IReadOnlyList<Guid>? Pending { get; init; }
}

/// <summary>What an agent wants of a lease.</summary>
public enum LeaseWish
{
    /// <summary>To hold it: to keep it, or to take it over when nobody has it.</summary>
    Hold,

    /// <summary>To let anybody else have it who asks: the agent cannot work now. Until then its term goes on to count.</summary>
    Yield,

    /// <summary>To give it back: the agent ends, or delivers nothing any more.</summary>
    Release,

    /// <summary>To know who holds it. Changes nothing.</summary>
    Look,
}

/// <summary>The answer to a <see cref="LeaseRequest"/>.</summary>
public sealed record LeaseReply
{
    /// <summary>Whether the agent that asked holds the lease.</summary>
    public required bool Held { get; init; }

    /// <summary>The term: rises whenever the lease changes hands. Only batches with the present one are taken. 0 when nobody ever held it.</summary>
    public required long Term { get; init; }

    /// <summary>The name of the agent that holds it; null when none does.</summary>
    public string? Holder { get; init; }

    /// <summary>The host of that agent.</summary>
    public string? HolderHost { get; init; }

    /// <summary>For how long it has been held, in seconds.</summary>
    public double HeldSeconds { get; init; }

    /// <summary>After how many seconds another agent may take it; 0 for at once.</summary>
    public double SecondsLeft { get; init; }

    /// <summary>Where the holder before had come to; null when that is not known, or when the lease did not change hands with this answer.</summary>
    public string? Position { get; init; }

    /// <summary>What the holder before had yet to deliver again; null when that is not known, or was too much: then everything must be read.</summary>
    public IReadOnlyList<Guid>? Pending { get; init; }
}
