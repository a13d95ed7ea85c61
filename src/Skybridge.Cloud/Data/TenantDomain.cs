namespace Skybridge.Cloud.Data;

/// <summary>A DNS domain of the tenant. Only a verified one may be the suffix of a user name.</summary>
sealed class TenantDomain
{
    /// <summary>The DNS name in lower case, as people type it (not in punycode).</summary>
    public required string Name { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>On whose word; null while it is not verified.</summary>
    public string? VerifiedBy { get; set; }
}
