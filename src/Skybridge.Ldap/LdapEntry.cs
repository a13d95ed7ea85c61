using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Skybridge.Ldap;

/// <summary>One object as a search found it.</summary>
/// <param name="DistinguishedName">Its distinguished name.</param>
/// <param name="Attributes">The values by the attribute's name, whatever its case.</param>
public sealed record LdapEntry(string DistinguishedName, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> Attributes)
{
    /// <summary>The first value of an attribute.</summary>
    public bool TryGet(string attribute, [NotNullWhen(true)] out byte[]? value)
    {
        value = Attributes.TryGetValue(attribute, out var values) && values.Count > 0 ? values[0] : null;
        return value is not null;
    }

    /// <summary>The first value of an attribute as text; null when there is none.</summary>
    public string? Text(string attribute) => TryGet(attribute, out var value) ? Encoding.UTF8.GetString(value) : null;
}
