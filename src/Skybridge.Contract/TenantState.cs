namespace Skybridge.Contract;

/// <summary>What an agent must know about its tenant.</summary>
public sealed record TenantState
{
    /// <summary>The tenant's identifier.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The tenant's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Whether passwords are taken at all.</summary>
    public required bool PasswordSync { get; init; }

    /// <summary>Whether a temporary password is taken, and the person made to change it at sign-in.</summary>
    public required bool ForcePasswordChange { get; init; }

    /// <summary>The verified domains: a user name with another suffix gets the tenant's own.</summary>
    public required IReadOnlyList<string> VerifiedDomains { get; init; }

    /// <summary>The epoch of the domain that was asked about (<see cref="PasswordVersion.Epoch"/>).</summary>
    public int Epoch { get; init; }

    /// <summary>Names the state that the cloud remembers. When it is another one, what was acknowledged before may be gone; null from a cloud that does not tell.</summary>
    public string? Incarnation { get; init; }
}
