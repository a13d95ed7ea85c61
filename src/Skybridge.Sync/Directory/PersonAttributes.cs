using System.Collections.Frozen;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Directory;

/// <summary>The attributes of people that rules may name: texts of the base schema, so that every domain has them.</summary>
/// <remarks>Object identifiers as the schema of Active Directory has them, compressed by the well-known prefix table ([MS-DRSR] ATTRTYP).</remarks>
public static class PersonAttributes
{
    /// <summary>Marks a person for or against password synchronization by convention.</summary>
    public const string AdminDescription = "adminDescription";

    /// <summary><c>sAMAccountName</c>.</summary>
    public const string SamAccountName = "sAMAccountName";

    /// <summary><c>userPrincipalName</c>.</summary>
    public const string UserPrincipalName = "userPrincipalName";

    /// <summary><c>mail</c>.</summary>
    public const string Mail = "mail";

    // Always read, and stored by themselves.
    static readonly FrozenDictionary<string, Func<ObjectState, string?>> Stored = new Dictionary<string, Func<ObjectState, string?>>
    {
        [SamAccountName] = state => state.SamAccountName,
        [UserPrincipalName] = state => state.UserPrincipalName,
        ["displayName"] = state => state.DisplayName,
        ["givenName"] = state => state.GivenName,
        ["sn"] = state => state.Surname,
        [Mail] = state => state.Mail,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that are read only when a rule names them.</summary>
    public static FrozenDictionary<string, AttributeType> OnDemand { get; } = new Dictionary<string, AttributeType>
    {
        ["c"] = new(0x00000006), // 2.5.4.6
        ["l"] = new(0x00000007), // 2.5.4.7
        ["st"] = new(0x00000008), // 2.5.4.8
        ["title"] = new(0x0000000c), // 2.5.4.12
        ["postalCode"] = new(0x00000011), // 2.5.4.17
        ["physicalDeliveryOfficeName"] = new(0x00000013), // 2.5.4.19
        ["telephoneNumber"] = new(0x00000014), // 2.5.4.20
        ["info"] = new(0x00020051), // 1.2.840.113556.1.2.81
        ["co"] = new(0x00020083), // 1.2.840.113556.1.2.131
        ["department"] = new(0x0002008d), // 1.2.840.113556.1.2.141
        ["company"] = new(0x00020092), // 1.2.840.113556.1.2.146
        [AdminDescription] = new(0x000200e2), // 1.2.840.113556.1.2.226
        ["employeeNumber"] = new(0x00020262), // 1.2.840.113556.1.2.610
        ["employeeType"] = new(0x00020265), // 1.2.840.113556.1.2.613
        ["employeeID"] = new(0x00090023), // 1.2.840.113556.1.4.35
        ["division"] = new(0x00090105), // 1.2.840.113556.1.4.261
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of some attributes that are read only on demand, in alphabetical order.</summary>
    public static IReadOnlyList<string> OnDemandOf(IEnumerable<string> names) =>
        [.. names.Where(OnDemand.ContainsKey).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stored.Keys.Concat(OnDemand.Keys).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The name as the schema spells it; null when rules cannot name it.</summary>
    public static string? Find(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value that a person has; null when there is none, or the attribute was not read.</summary>
    public static string? Read(ObjectState state, string name)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Stored.TryGetValue(name, out var read) ? read(state) : state.More[name];
    }
}
