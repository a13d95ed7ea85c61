using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Federation;

/// <summary>Whom a provider's answer is about.</summary>
/// <param name="Person">The person, also when they are refused; null for nobody.</param>
/// <param name="Refusal">Why they are not let in; null when they are.</param>
/// <param name="Value">What the claim said; null when there was none.</param>
sealed record FederatedJoin(CloudUser? Person, FederationRefusal? Refusal, string? Value);

/// <summary>Why a provider's answer lets nobody in.</summary>
enum FederationRefusal
{
    /// <summary>No claim says who it is about, or several values of it do.</summary>
    NoClaim,

    /// <summary>Nobody of the directory is called that.</summary>
    Unknown,

    /// <summary>Somebody of another domain, for whom this provider cannot speak.</summary>
    OtherDomain,

    /// <summary>Administrators of the cloud sign in with the cloud's own password only.</summary>
    Administrator,

    /// <summary>Disabled in the directory.</summary>
    Disabled,

    /// <summary>The account has run out.</summary>
    Expired,

    /// <summary>The answer is not valid, or was not asked for from this browser.</summary>
    BadAnswer,

    /// <summary>The provider itself refused, or the person gave up there.</summary>
    ProviderRefused,

    /// <summary>The provider did not answer us.</summary>
    ProviderDown,

    /// <summary>The domain is not federated, or is not any more.</summary>
    NotFederated,
}
