using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Cloud.Groups;
using Skybridge.Cloud.People;

namespace Skybridge.Cloud.CommandLine;

sealed record InitResult(
    string Home,
    Guid TenantId,
    string Tenant,
    string InitialDomain,
    IReadOnlyList<string> Hosts,
    Uri? PublicUrl,
    string? Ca,
    string? Database);

sealed record BackupResult(string File, string Tenant, DateTimeOffset MadeAt, long Bytes, string? Database, IReadOnlyList<string> Outside);

sealed record RestoreResult(string Home, string Tenant, DateTimeOffset? MadeAt, bool AgentsCompare);

sealed record MoveResult(string Home, string Database, int Rows, string Left);

sealed record EnrollResult(string Code, DateTimeOffset Expires);

sealed record DomainResult(string Name, bool Verified, bool Initial, DateTimeOffset? VerifiedAt, string? VerifiedBy);

sealed record DomainListResult(IReadOnlyList<DomainResult> Domains);

sealed record DomainVerifyResult(string Name, int Renamed, IReadOnlyList<KeptName> Kept);

sealed record SignInResult(string Domain, string Method, bool KeepPasswordHash, DateTimeOffset? ChangedAt, string? ChangedBy)
{
    /// <summary>The provider that is known, also while another method is set.</summary>
    public ProviderResult? Provider { get; init; }
}

sealed record ProviderResult(string Issuer, string ClientId, bool HasSecret, IReadOnlyList<string> Claims, string Match, string RedirectPath);

sealed record SignInListResult(IReadOnlyList<SignInResult> Domains);

sealed record SignInSetResult(
    string Domain,
    string From,
    string To,
    bool KeepPasswordHash,
    bool Changed,
    bool PasswordSync,
    bool PasswordSyncTurned)
{
    /// <summary>The provider that people are sent to; null when there is none.</summary>
    public string? Issuer { get; init; }

    public string? ClientId { get; init; }

    /// <summary>The path, below the cloud's address, that has to be registered at the provider.</summary>
    public string? RedirectPath { get; init; }
}

sealed record SignInChangeResult(string Domain, string From, string To);

sealed record FeatureResult(string Name, bool Enabled, DateTimeOffset? ChangedAt, string? ChangedBy, SignInChangeResult? Because);

/// <param name="MaxAgeDays">Null for never.</param>
/// <param name="ForSynchronized">Whether it counts for passwords of a source directory, too.</param>
sealed record PasswordPolicyResult(int? MaxAgeDays, bool ForSynchronized);

sealed record FeatureListResult(IReadOnlyList<FeatureResult> Features);

sealed record UserResult
{
    public required Guid Id { get; init; }

    public required string UserName { get; init; }

    public string? DisplayName { get; init; }

    public required string Source { get; init; }

    public required bool Enabled { get; init; }

    public required bool Administrator { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public string? Anchor { get; init; }

    public required bool HasPassword { get; init; }

    /// <summary><c>sync</c> or <c>cloud</c>; null without a password.</summary>
    public string? PasswordSource { get; init; }

    public DateTimeOffset? PasswordChanged { get; init; }

    /// <summary>Who set it in the cloud; null when it was synchronized.</summary>
    public string? PasswordSetBy { get; init; }

    public DateTimeOffset? PasswordSynchronized { get; init; }
}

sealed record UserListResult(IReadOnlyList<UserResult> Users, int Total);

sealed record UserDetailResult(
    UserResult User,
    OnPremisesResult? OnPremises,
    string? GivenName,
    string? Surname,
    string? Mail,
    bool MustChangePassword,
    DateTimeOffset? PasswordExpires,
    bool PasswordNeverExpires,
    DateTimeOffset Created);

sealed record OnPremisesResult(
    string? UserName,
    string? SamAccountName,
    string? NetBiosDomain,
    string? Domain,
    string? DistinguishedName,
    string? Sid,
    Guid? ObjectGuid,
    string? DeliveredBy,
    DateTimeOffset? Synchronized,
    string? DeletionReason);

sealed record GroupResult
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string SamAccountName { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>False for a distribution group.</summary>
    public required bool Security { get; init; }

    public required string Domain { get; init; }

    public required string Anchor { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Direct members, whether or not they are here.</summary>
    public required int Members { get; init; }
}

sealed record GroupListResult(IReadOnlyList<GroupResult> Groups, int Total);

sealed record GroupDetailResult(
    GroupResult Group,
    string? Description,
    string? Mail,
    string Sid,
    string NetBiosDomain,
    string DistinguishedName,
    Guid ObjectGuid,
    string? DeliveredBy,
    DateTimeOffset? Synchronized,
    DateTimeOffset Created,
    string? DeletionReason,
    MemberCounts Members,
    IReadOnlyList<MemberEntry>? Listed);

sealed record ClientResult(
    string Id,
    string? Name,
    string Type,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> PostLogoutRedirectUris,
    bool Administration);

sealed record ClientListResult(IReadOnlyList<ClientResult> Clients);

sealed record AgentResult(
    string Id,
    string Name,
    string Host,
    string Version,
    string Domain,
    string KeyThumbprint,
    DateTimeOffset Enrolled,
    DateTimeOffset? LastContact,
    DateTimeOffset? Revoked,
    string? RevokedBy,
    string State,
    DateTimeOffset? LastDelivery)
{
    /// <summary>The domains that it delivers.</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>The domains for which it waits to take over from another agent.</summary>
    public IReadOnlyList<string> StandsBy { get; init; } = [];
}

sealed record AgentListResult(IReadOnlyList<AgentResult> Agents);

sealed record AuditResult(DateTimeOffset At, string Actor, string Action, string? Target, JsonElement Detail);

/// <param name="Intact">Whether everything in the chain is as it was written.</param>
/// <param name="Entries">How many entries in a row are.</param>
/// <param name="Head">Position and hash of the last of them, to be noted elsewhere.</param>
/// <param name="Waiting">Entries that are not in the chain yet.</param>
/// <param name="Fault">What is wrong; null for nothing.</param>
sealed record AuditVerifyResult(bool Intact, long Entries, string Head, int Waiting, string? Fault);

sealed record AuditListResult(IReadOnlyList<AuditResult> Entries);

/// <param name="Domain">The Active Directory domain.</param>
/// <param name="Purged">How many passwords there were.</param>
sealed record PurgeResult(string Domain, int Purged);

/// <param name="Domains">What was done.</param>
/// <param name="PasswordSync">Whether agents bring them again at once.</param>
sealed record PurgeListResult(IReadOnlyList<PurgeResult> Domains, bool PasswordSync);

sealed record NamedResult(string Id, string Name);

/// <summary>What commands print with <c>--json</c>. Scripts depend on it: members are added, never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InitResult))]
[JsonSerializable(typeof(BackupResult))]
[JsonSerializable(typeof(RestoreResult))]
[JsonSerializable(typeof(MoveResult))]
[JsonSerializable(typeof(EnrollResult))]
[JsonSerializable(typeof(DomainResult))]
[JsonSerializable(typeof(DomainListResult))]
[JsonSerializable(typeof(DomainVerifyResult))]
[JsonSerializable(typeof(SignInListResult))]
[JsonSerializable(typeof(SignInSetResult))]
[JsonSerializable(typeof(FeatureResult))]
[JsonSerializable(typeof(FeatureListResult))]
[JsonSerializable(typeof(UserResult))]
[JsonSerializable(typeof(PasswordPolicyResult))]
[JsonSerializable(typeof(UserListResult))]
[JsonSerializable(typeof(UserDetailResult))]
[JsonSerializable(typeof(GroupListResult))]
[JsonSerializable(typeof(GroupDetailResult))]
[JsonSerializable(typeof(ClientResult))]
[JsonSerializable(typeof(ClientListResult))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(AgentListResult))]
[JsonSerializable(typeof(AuditListResult))]
[JsonSerializable(typeof(AuditVerifyResult))]
[JsonSerializable(typeof(PurgeListResult))]
[JsonSerializable(typeof(NamedResult))]
sealed partial class CliJson : JsonSerializerContext;
