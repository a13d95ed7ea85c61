namespace Skybridge.Contract;

/// <summary>How the people of one verified domain sign in.</summary>
public sealed record SignInState
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The method.</summary>
    public required SignInMethod Method { get; init; }

    /// <summary>While federated: passwords are taken all the same.</summary>
    public bool KeepPasswordHash { get; init; }

    /// <summary>When it was set last; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>By whom, as the audit log names them.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>The provider that is known, also while another method is set; null for none.</summary>
    public string? Issuer { get; init; }

    /// <summary>Who the cloud is there.</summary>
    public string? ClientId { get; init; }

    /// <summary>The path below the cloud's address that people come back to, to be registered at the provider.</summary>
    public string? RedirectPath { get; init; }
}

/// <summary>Every verified domain.</summary>
public sealed record SignInList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<SignInState> Domains { get; init; }
}

/// <summary>A provider that a domain's people are to be sent to.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would print.</remarks>
public sealed class ProviderOrder
{
    /// <summary>Its issuer, an https address.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who the cloud is there.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret that goes with it; null for none.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The claim that says who somebody is; null for the usual ones.</summary>
    public string? Claim { get; init; }

    /// <summary>Whether that claim has the source anchor, and not the name to sign in with.</summary>
    public bool MatchSourceAnchor { get; init; }

    /// <summary>PEM certificates to trust the provider by; null for the system's.</summary>
    public string? Authorities { get; init; }
}

/// <summary>How the people of a domain shall sign in.</summary>
public sealed class SignInOrder
{
    /// <summary>The method.</summary>
    public required SignInMethod Method { get; init; }

    /// <summary>With federation: go on taking passwords.</summary>
    public bool KeepPasswordHash { get; init; }

    /// <summary>With federation: the provider; null for the one that is known.</summary>
    public ProviderOrder? Provider { get; init; }
}

/// <summary>What became of a <see cref="SignInOrder"/>.</summary>
public sealed record SignInReceipt
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>How its people signed in before.</summary>
    public required SignInMethod From { get; init; }

    /// <summary>How they sign in now.</summary>
    public required SignInMethod To { get; init; }

    /// <summary>While federated: passwords are taken all the same.</summary>
    public required bool KeepPasswordHash { get; init; }

    /// <summary>Whether anything is other than before.</summary>
    public required bool Changed { get; init; }

    /// <summary>Whether the tenant takes passwords now.</summary>
    public required bool PasswordSync { get; init; }

    /// <summary>Whether this change turned that.</summary>
    public required bool PasswordSyncTurned { get; init; }

    /// <summary>When password synchronization was turned last.</summary>
    public required DateTimeOffset PasswordSyncChangedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string PasswordSyncChangedBy { get; init; }

    /// <summary>Another domain for whose sake passwords stay off; null for none.</summary>
    public string? WantedOffBy { get; init; }

    /// <summary>The provider that people are sent to; null for none.</summary>
    public string? Issuer { get; init; }

    /// <summary>Who the cloud is there.</summary>
    public string? ClientId { get; init; }

    /// <summary>The path below the cloud's address that people come back to, to be registered at the provider.</summary>
    public string? RedirectPath { get; init; }

    /// <summary>People who are not synchronized and cannot sign in while the domain is federated.</summary>
    public required IReadOnlyList<string> ShutOut { get; init; }
}
