using System.Text;

namespace Skybridge.Ldap;

/// <summary>An attribute with the values that it shall have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The values as they travel.</param>
public sealed record LdapValues(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Values)
{
    /// <summary>An attribute of text.</summary>
    public static LdapValues OfText(string name, params IReadOnlyList<string> values) =>
        new(name, [.. values.Select(value => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(value)))]);

    /// <summary>An attribute with one value of bytes.</summary>
    public static LdapValues OfBytes(string name, ReadOnlyMemory<byte> value) => new(name, [value]);
}
