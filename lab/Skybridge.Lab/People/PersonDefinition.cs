using System.Text.Json;
using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.Lab.People;

/// <summary>A person as <c>people.json</c> describes them. In UPN and attributes <c>{domain}</c> stands for the domain's DNS name.</summary>
/// <remarks>What may be left out has a setter: generated JSON code passes nothing for an absent <c>init</c> property, and its default is lost.</remarks>
sealed class PersonDefinition
{
    public required string User { get; init; }

    /// <summary>The CN.</summary>
    public required string Name { get; init; }

    public required string? Upn { get; init; }

    public required string Password { get; init; }

    public string Class { get; set; } = "user";

    /// <summary>From the outermost OU to the innermost; none is CN=Users.</summary>
    public IReadOnlyList<string> Ou { get; set; } = [];

    /// <summary>Names from <see cref="PersonState"/>.</summary>
    public IReadOnlyList<string> States { get; set; } = [];

    public IReadOnlyDictionary<string, JsonElement> Attributes { get; set; } = new Dictionary<string, JsonElement>();

    public IReadOnlyList<string> MemberOf { get; set; } = [];

    public required Expectation Expect { get; init; }

    public required string Why { get; init; }

    bool HasAccount => Class != "contact";

    /// <summary>The object to be added.</summary>
    public NewObject ToObject(string domain) => new()
    {
        Class = Class,
        Name = Name,
        Parent = Ou,
        User = HasAccount ? User : null,
        Upn = HasAccount ? Upn?.Replace("{domain}", domain) : null,
        Password = States.Contains(PersonState.NoPassword) ? null : Password,
        Attributes = Attributes.ToDictionary(entry => entry.Key, entry => Value(entry.Value, domain)),
    };

    /// <summary>The person that came of it.</summary>
    public Person ToPerson(string domain, DirectoryIdentity added) => new()
    {
        User = User,
        Upn = Upn?.Replace("{domain}", domain) ?? $"{User}@{domain}",
        Dn = added.Dn,
        Password = Password,
        Expect = Expect,
        Why = Why,
    };

    static AttributeValue Value(JsonElement json, string domain) => json.ValueKind switch
    {
        JsonValueKind.Array => AttributeValue.Many(json.EnumerateArray().Select(one => Value(one, domain))),
        JsonValueKind.Object => AttributeValue.FromBytes(json.GetProperty("base64").GetBytesFromBase64()),
        _ => json.GetString()!.Replace("{domain}", domain),
    };
}
