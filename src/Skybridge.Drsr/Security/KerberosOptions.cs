namespace Skybridge.Drsr.Security;

/// <summary>Whom to ask for tickets, and how long to wait. Immutable.</summary>
public sealed record KerberosOptions
{
    /// <summary>The realm: the domain's DNS name in upper case.</summary>
    public required string Realm { get; init; }

    /// <summary>The addresses (or names) of the key distribution centers, preferred ones first. Domain controllers are that.</summary>
    public required IReadOnlyList<string> KeyDistributionCenters { get; init; }

    /// <summary>The limit for finding out whether a key distribution center is alive. Default 2 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The limit for a login, or for a ticket. Default 10 s. The library itself knows no cancellation.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
