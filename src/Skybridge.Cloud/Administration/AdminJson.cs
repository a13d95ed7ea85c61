using System.Text.Json.Serialization;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Groups;

namespace Skybridge.Cloud.Administration;

/// <summary>Some of the people that were asked for.</summary>
/// <param name="Users">They.</param>
/// <param name="Next">What to ask for as <c>after</c>; null when these are the last.</param>
sealed record UserPage(IReadOnlyList<UserResult> Users, string? Next);

/// <summary>Some of the groups.</summary>
sealed record GroupPage(IReadOnlyList<GroupResult> Groups, string? Next);

/// <summary>Some of a group's members.</summary>
sealed record MemberPage(IReadOnlyList<MemberEntry> Members, string? Next);

/// <summary>Some of the audit log, the newest first.</summary>
sealed record AuditPage(IReadOnlyList<AuditResult> Entries, string? Next);

/// <summary>What the administration API answers: the same members as the commands' <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(UserDetailResult))]
[JsonSerializable(typeof(GroupPage))]
[JsonSerializable(typeof(GroupDetailResult))]
[JsonSerializable(typeof(MemberPage))]
[JsonSerializable(typeof(AgentListResult))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(AuditPage))]
sealed partial class AdminJson : JsonSerializerContext;
