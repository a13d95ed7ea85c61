namespace Skybridge.Cloud.Data;

/// <summary>An agent that was enrolled. Its public key is kept with the application of the same identifier.</summary>
sealed class Agent
{
    static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(2);

    /// <summary>Its name towards the token endpoint (<c>client_id</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The name that the administrator gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The RFC 7638 thumbprint of its public key, to compare with what the agent shows.</summary>
    public required string KeyThumbprint { get; init; }

    public required string Host { get; set; }

    public required string Version { get; set; }

    public required string Domain { get; set; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it was last heard of, to within ten seconds; null for never.</summary>
    public DateTimeOffset? LastContactAt { get; set; }

    /// <summary>When it last delivered a change; null for never.</summary>
    public DateTimeOffset? LastDeliveryAt { get; set; }

    /// <summary>From then on nothing is taken from it; a revoked agent is never let in again.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedBy { get; set; }

    /// <summary>Whether it should have been heard of by <paramref name="now"/>, and was not.</summary>
    public bool IsSilent(DateTimeOffset now) => now - (LastContactAt ?? EnrolledAt) >= SilentAfter;
}
