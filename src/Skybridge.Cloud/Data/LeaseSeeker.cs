namespace Skybridge.Cloud.Data;

/// <summary>An agent that stands by for a domain, for operators to see.</summary>
sealed class LeaseSeeker
{
    /// <summary>After so long without asking it does not stand by any more.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    public required string AgentId { get; init; }

    /// <summary>The DNS name of the Active Directory domain in lower case.</summary>
    public required string Domain { get; init; }

    public required DateTimeOffset AskedAt { get; set; }
}
