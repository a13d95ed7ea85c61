namespace Skybridge.Lab.OpenId;

/// <summary>A relying party as a provider knows it: a public client with PKCE.</summary>
public sealed record OpenIdClientOptions
{
    /// <summary>The provider's issuer; discovery is below it.</summary>
    public required Uri Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Where the provider sends the answer. Nobody needs to listen there: the client reads the address and goes no further.</summary>
    public required Uri RedirectUri { get; init; }

    /// <summary>The authority that the provider's certificate must come from, as PEM; none trusts what the system trusts.</summary>
    public string? CaFile { get; init; }

    public string Scope { get; init; } = "openid profile email offline_access";

    /// <summary>Whether each request has a connection of its own, so that a load balancer may send each to another server.</summary>
    public bool ConnectsAnew { get; init; }

    /// <summary>How long one person's sign-in may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);
}
