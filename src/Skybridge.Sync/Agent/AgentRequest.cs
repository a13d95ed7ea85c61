namespace Skybridge.Sync.Agent;

/// <summary>What an operator can ask of the service.</summary>
public enum RequestKind
{
    /// <summary>One cycle now.</summary>
    Cycle,

    /// <summary>Read and compare everything.</summary>
    Full,

    /// <summary>One person now, whatever was delivered before.</summary>
    Person,
}

/// <summary>A request from the command line to the running service.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Kind">What is wanted.</param>
/// <param name="Argument">Of whom; or <see cref="AllowDeletions"/>.</param>
public sealed record AgentRequest(long Id, RequestKind Kind, string? Argument)
{
    /// <summary>Said with a cycle: people are removed from the cloud, however many they are.</summary>
    public const string AllowDeletions = "allow-deletions";
}
