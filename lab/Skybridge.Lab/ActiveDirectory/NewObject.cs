using System.Text.Json.Nodes;

namespace Skybridge.Lab.ActiveDirectory;

/// <summary>An object to be added. Not a record: a record prints its members, and one is a password.</summary>
public sealed class NewObject
{
    /// <summary>user, inetOrgPerson, computer, group, contact, msDS-GroupManagedServiceAccount …</summary>
    public string Class { get; init; } = "user";

    /// <summary>The name in the DN, of any characters: escaping is the directory's work.</summary>
    public required string Name { get; init; }

    /// <summary>OU names from the outermost to the innermost, which must exist; none is CN=Users.</summary>
    public IReadOnlyList<string> Parent { get; init; } = [];

    /// <summary>sAMAccountName.</summary>
    public string? User { get; init; }

    /// <summary>userPrincipalName.</summary>
    public string? Upn { get; init; }

    public string? Password { get; init; }

    /// <summary>Instead of a password: 16 bytes. The account then has no Kerberos key but RC4's.</summary>
    public ReadOnlyMemory<byte> NtHash { get; init; }

    /// <summary>Flags of userAccountControl besides the one that the class implies.</summary>
    public AccountControl Flags { get; init; }

    public IReadOnlyDictionary<string, AttributeValue> Attributes { get; init; } = new Dictionary<string, AttributeValue>();

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["class"] = Class,
            ["name"] = Name,
            ["sam"] = User,
            ["upn"] = Upn,
            ["password"] = Password,
            ["flags"] = (int)Flags,
            ["attributes"] = AttributeValue.ToJson(Attributes),
        };
        if (Parent.Count > 0)
            json["parent"] = new JsonArray([.. Parent.Select(name => JsonValue.Create(name))]);
        if (!NtHash.IsEmpty)
            json["ntHash"] = Convert.ToBase64String(NtHash.Span);
        return json;
    }
}
