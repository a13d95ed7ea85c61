namespace Skybridge.Cloud.Data;

/// <summary>An agent's signed assertion that was used: each is good for one token.</summary>
sealed class SpentAssertion
{
    /// <summary>SHA-256 over the agent and the assertion's own identifier, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>From then on the assertion is refused for its age, and this row is not needed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
