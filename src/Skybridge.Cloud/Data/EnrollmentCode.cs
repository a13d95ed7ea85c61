namespace Skybridge.Cloud.Data;

/// <summary>A one-time code for an agent. The code itself is not kept, only what recognises it.</summary>
sealed class EnrollmentCode
{
    /// <summary>SHA-256 of the code in hexadecimal: enough for 130 random bits.</summary>
    public required string Hash { get; init; }

    /// <summary>The name that the agent will have.</summary>
    public required string AgentName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
