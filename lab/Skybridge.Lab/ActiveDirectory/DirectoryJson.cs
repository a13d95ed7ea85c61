using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>What directory.py answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DirectoryReply))]
[JsonSerializable(typeof(DirectoryIdentity))]
[JsonSerializable(typeof(DirectoryObject))]
[JsonSerializable(typeof(DirectoryStatus))]
[JsonSerializable(typeof(IReadOnlyList<DirectoryUser>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(PasswordPolicy))]
sealed partial class DirectoryJson : JsonSerializerContext;

/// <summary>One line of directory.py: a result, or an error with LDAP's code where there is one.</summary>
sealed record DirectoryReply(long Id, JsonElement Result, string? Error, int? Code);
