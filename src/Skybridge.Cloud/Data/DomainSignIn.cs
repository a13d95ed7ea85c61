using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>How people of a verified domain sign in; no row means by password hash, and that nobody ever changed it.</summary>
sealed class DomainSignIn
{
    /// <summary>The verified domain (<see cref="TenantDomain.Name"/>).</summary>
    public required string Domain { get; init; }

    public required SignInMethod Method { get; set; }

    /// <summary>The method before <see cref="Method"/>.</summary>
    public required SignInMethod Previous { get; set; }

    /// <summary>While federated: passwords are taken all the same, to fall back on.</summary>
    public required bool KeepPasswordHash { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }

    /// <summary>Whether passwords should not be taken for this domain's sake.</summary>
    public bool WantsNoPasswords => Method == SignInMethod.Federation && !KeepPasswordHash;

    /// <summary>The change that led here.</summary>
    public SignInChange Change => new() { Domain = Domain, From = Previous, To = Method };
}
