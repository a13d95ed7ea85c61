namespace Skybridge.Drsr.Drs;

/// <summary>A class by its compressed object identifier: the values of <see cref="AttributeType.ObjectClass"/>.</summary>
/// <param name="Value">The 32 bits.</param>
public readonly record struct ObjectClass(uint Value)
{
    /// <summary><c>top</c>.</summary>
    public static ObjectClass Top => new(0x00010000);

    /// <summary><c>organizationalUnit</c>.</summary>
    public static ObjectClass OrganizationalUnit => new(0x00010005);

    /// <summary><c>person</c>.</summary>
    public static ObjectClass Person => new(0x00010006);

    /// <summary><c>user</c>: also what <c>computer</c>, <c>inetOrgPerson</c> and the managed service accounts are.</summary>
    public static ObjectClass User => new(0x000a0009);

    /// <summary><c>group</c>.</summary>
    public static ObjectClass Group => new(0x000a0008);

    /// <summary><c>computer</c>.</summary>
    public static ObjectClass Computer => new(0x0003001e);

    /// <summary><c>contact</c>.</summary>
    public static ObjectClass Contact => new(0x000a000f);

    /// <summary><c>container</c>.</summary>
    public static ObjectClass Container => new(0x00030017);

    /// <summary><c>inetOrgPerson</c>.</summary>
    public static ObjectClass InetOrgPerson => new(0x001c0002);

    /// <summary><c>msDS-ManagedServiceAccount</c>.</summary>
    public static ObjectClass ManagedServiceAccount => new(0x000a0108);

    /// <summary><c>msDS-GroupManagedServiceAccount</c>.</summary>
    public static ObjectClass GroupManagedServiceAccount => new(0x000a011a);
}
