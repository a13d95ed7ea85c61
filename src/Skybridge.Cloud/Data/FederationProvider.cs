namespace Skybridge.Cloud.Data;

/// <summary>Where the people of a federated domain are sent to prove who they are; kept while another method is set.</summary>
sealed class FederationProvider
{
    /// <summary>The verified domain (<see cref="TenantDomain.Name"/>).</summary>
    public required string Domain { get; init; }

    /// <summary>The provider's identifier, exactly as its tokens have it.</summary>
    public required string Issuer { get; set; }

    /// <summary>Who we are there.</summary>
    public required string ClientId { get; set; }

    /// <summary>Our secret there, protected by the home's key ring; null for none.</summary>
    public required string? ProtectedSecret { get; set; }

    /// <summary>The claim that says who somebody is; null for the usual ones.</summary>
    public required string? Claim { get; set; }

    /// <summary>What of a person the claim names.</summary>
    public required FederationMatch Match { get; set; }

    /// <summary>PEM certificates of the authorities that the provider is trusted by; null for the system's.</summary>
    public required string? Authorities { get; set; }

    /// <summary>Another one after each change: what was begun before it cannot be finished after it.</summary>
    public required Guid Revision { get; set; }
}

/// <summary>What of a person a provider's claim names.</summary>
enum FederationMatch
{
    /// <summary>The name to sign in with.</summary>
    UserName,

    /// <summary>The source anchor, in Base64.</summary>
    SourceAnchor,
}
