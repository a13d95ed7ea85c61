using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Space;

/// <summary>What one transaction of the connector space stores: all of it or nothing.</summary>
public sealed record SpaceChanges
{
    /// <summary>Objects to insert or replace.</summary>
    public IReadOnlyList<ObjectState> Objects { get; init; } = [];

    /// <summary>Attempts to add to the log.</summary>
    public IReadOnlyList<PasswordAttempt> Attempts { get; init; } = [];

    /// <summary>Entries to put on the retry list, or to replace there.</summary>
    public IReadOnlyList<RetryEntry> Retries { get; init; } = [];

    /// <summary>Objects to take off the retry list.</summary>
    public IReadOnlyList<Guid> Settled { get; init; } = [];

    /// <summary>The position that is reached with it, and which of the two.</summary>
    public (CheckpointKind Kind, ReplicationCursor Cursor)? Checkpoint { get; init; }
}
