namespace Skybridge.Cloud.Data;

/// <summary>Which agent delivers a domain, of those that read it; no row means that none ever asked.</summary>
sealed class Lease
{
    /// <summary>How long nobody else can take it after the holder was heard of.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>The DNS name of the Active Directory domain in lower case.</summary>
    public required string Domain { get; init; }

    /// <summary>The holder; null when it was given back or taken away.</summary>
    public string? AgentId { get; set; }

    /// <summary>Which run of the holder.</summary>
    public Guid Run { get; set; }

    /// <summary>Rises whenever it changes hands; only what is sent in the present one is taken.</summary>
    public required long Term { get; set; }

    public required DateTimeOffset TakenAt { get; set; }

    /// <summary>From then on another agent may take it. Until one does, the holder's term goes on to count.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Up to where the holders have delivered, in the agents' own form; null while unknown.</summary>
    public string? Position { get; set; }

    /// <summary>The GUIDs of what waits before it, 16 bytes each; null while unknown, or when it is too much.</summary>
    public byte[]? Pending { get; set; }

    public DateTimeOffset? PositionAt { get; set; }

    /// <summary>How long nobody else can take it.</summary>
    public TimeSpan LeftAt(DateTimeOffset now) => AgentId is null || ExpiresAt <= now ? TimeSpan.Zero : ExpiresAt - now;
}
