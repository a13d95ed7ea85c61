using System.Text.Json;

namespace Skybridge.Lab.Product;

/// <summary>What <c>skybridge-cloud user show --json</c> says.</summary>
public sealed class CloudPerson(JsonElement json)
{
    /// <summary>Who it stays: <c>sub</c> of the tokens.</summary>
    public Guid Id => User.GetProperty("id").GetGuid();

    /// <summary>The name to sign in with.</summary>
    public string UserName => User.GetProperty("userName").GetString()!;

    /// <summary><c>sync</c> or <c>cloud</c>.</summary>
    public string Source => User.GetProperty("source").GetString()!;

    /// <summary>What synchronization joins by.</summary>
    public string? Anchor => User.GetProperty("anchor").GetString();

    /// <summary>Whether there is a password.</summary>
    public bool HasPassword => User.GetProperty("hasPassword").GetBoolean();

    /// <summary>Where the password comes from: <c>sync</c> or <c>cloud</c>; null without one.</summary>
    public string? PasswordSource => User.GetProperty("passwordSource").GetString();

    /// <summary>Who set the password in the cloud; null when it was synchronized.</summary>
    public string? PasswordSetBy => User.GetProperty("passwordSetBy").GetString();

    /// <summary>Whether the account is enabled.</summary>
    public bool IsEnabled => User.GetProperty("enabled").GetBoolean();

    /// <summary>Whether the person has left.</summary>
    public bool IsDeleted => User.GetProperty("deletedAt").ValueKind == JsonValueKind.String;

    /// <summary>When a password was last taken from the source directory.</summary>
    public DateTimeOffset? PasswordSynchronized =>
        User.GetProperty("passwordSynchronized") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;

    /// <summary>The distinguished name in the source directory.</summary>
    public string? DistinguishedName => OnPremises("distinguishedName");

    /// <summary>The account name in the source directory.</summary>
    public string? SamAccountName => OnPremises("samAccountName");

    JsonElement User => json.GetProperty("user");

    string? OnPremises(string name) =>
        json.GetProperty("onPremises") is { ValueKind: JsonValueKind.Object } source ? source.GetProperty(name).GetString() : null;
}

/// <summary>One line of <c>skybridge-cloud user list --json</c>.</summary>
/// <param name="Id">Who it stays.</param>
/// <param name="UserName">The name to sign in with.</param>
/// <param name="Source"><c>sync</c> or <c>cloud</c>.</param>
/// <param name="Anchor">What synchronization joins by.</param>
/// <param name="HasPassword">Whether there is a password.</param>
public sealed record ListedPerson(Guid Id, string UserName, string Source, string? Anchor, bool HasPassword)
{
    internal static ListedPerson Read(JsonElement json) => new(
        json.GetProperty("id").GetGuid(),
        json.GetProperty("userName").GetString()!,
        json.GetProperty("source").GetString()!,
        json.GetProperty("anchor").GetString(),
        json.GetProperty("hasPassword").GetBoolean());
}
