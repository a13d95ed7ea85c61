using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Federation;

/// <summary>A federated domain's provider, as one sign-in needs it.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would print.</remarks>
sealed class FederatedDomain
{
    /// <summary>What every scheme's name begins with.</summary>
    public const string SchemePrefix = "federation/";

    public required string Domain { get; init; }

    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    public required string? Secret { get; init; }

    public required string? Claim { get; init; }

    public required FederationMatch Match { get; init; }

    public required string? Authorities { get; init; }

    /// <summary>The authentication scheme; another one after each change of the provider.</summary>
    public required string Scheme { get; init; }

    /// <summary>The claims that may say who somebody is, the best first.</summary>
    public IReadOnlyList<string> Claims => ClaimsOf(Claim);

    /// <summary>The claims that count: the one that was named, or the usual ones.</summary>
    public static IReadOnlyList<string> ClaimsOf(string? named) => named is null ? ["upn", "preferred_username"] : [named];

    /// <summary>The name of the scheme for a provider.</summary>
    public static string SchemeOf(FederationProvider provider) => $"{SchemePrefix}{provider.Domain}/{provider.Revision:N}";
}
