namespace Skybridge.Drsr.Drs;

/// <summary>What to read of a naming context. Immutable.</summary>
public sealed record ReplicationRequest
{
    /// <summary>The naming context.</summary>
    public required DsName NamingContext { get; init; }

    /// <summary>The attributes to send, at least one. One that is a secret needs the right <i>Replicating Directory Changes All</i>; none needs only <i>Replicating Directory Changes</i>.</summary>
    public required IReadOnlyList<AttributeType> Attributes { get; init; }

    /// <summary>Where to go on; null to read everything.</summary>
    public ReplicationCursor? Cursor { get; init; }

    /// <summary>The most objects in one page. Samba sends at most 1000 whatever is asked. Default 1000.</summary>
    public int MaxObjects { get; init; } = 1000;

    /// <summary>The most pages of one cycle: a guard against a server that never ends. Default a million.</summary>
    public int MaxPages { get; init; } = 1_000_000;
}
