namespace Skybridge.Sync.Leases;

/// <summary>Who leads a domain, as the agent heard last.</summary>
public sealed record LeaseState
{
    /// <summary>Whether this agent delivers; otherwise it stands by.</summary>
    public required bool Leads { get; init; }

    /// <summary>The term; null where the cloud knows no leases.</summary>
    public long? Term { get; init; }

    /// <summary>The name of the agent that leads; null when none does.</summary>
    public string? Leader { get; init; }

    /// <summary>The host of that agent.</summary>
    public string? LeaderHost { get; init; }

    /// <summary>Since when it leads, by this host's clock.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the cloud said so last.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }
}
