namespace Skybridge.Drsr.Drs;

/// <summary>An attribute by its compressed object identifier, as the well-known prefix table spells it.</summary>
/// <remarks>[MS-DRSR] ATTRTYP: the upper half is an index into a SCHEMA_PREFIX_TABLE, the lower half the identifier's tail. Base-schema attributes are constant.</remarks>
/// <param name="Value">The 32 bits.</param>
public readonly record struct AttributeType(uint Value)
{
    /// <summary><c>objectClass</c>, values are class identifiers.</summary>
    public static AttributeType ObjectClass => new(0x00000000);

    /// <summary><c>sn</c>.</summary>
    public static AttributeType Surname => new(0x00000004);

    /// <summary><c>description</c>.</summary>
    public static AttributeType Description => new(0x0000000d);

    /// <summary><c>member</c>, a linked attribute.</summary>
    public static AttributeType Member => new(0x0000001f);

    /// <summary><c>givenName</c>.</summary>
    public static AttributeType GivenName => new(0x0000002a);

    /// <summary><c>displayName</c>.</summary>
    public static AttributeType DisplayName => new(0x0002000d);

    /// <summary><c>isDeleted</c>.</summary>
    public static AttributeType IsDeleted => new(0x00020030);

    /// <summary><c>name</c>: changes when the object is renamed or moved.</summary>
    public static AttributeType Name => new(0x00090001);

    /// <summary><c>userAccountControl</c>.</summary>
    public static AttributeType UserAccountControl => new(0x00090008);

    /// <summary><c>unicodePwd</c>, a secret.</summary>
    public static AttributeType UnicodePwd => new(0x0009005a);

    /// <summary><c>pwdLastSet</c>, a FILETIME; 0 when the password must be changed at next logon.</summary>
    public static AttributeType PwdLastSet => new(0x00090060);

    /// <summary><c>primaryGroupID</c>, a relative identifier.</summary>
    public static AttributeType PrimaryGroupId => new(0x00090062);

    /// <summary><c>objectSid</c>.</summary>
    public static AttributeType ObjectSid => new(0x00090092);

    /// <summary><c>accountExpires</c>, a FILETIME; 0 or the greatest value for never.</summary>
    public static AttributeType AccountExpires => new(0x0009009f);

    /// <summary><c>sAMAccountName</c>.</summary>
    public static AttributeType SamAccountName => new(0x000900dd);

    /// <summary><c>userPrincipalName</c>.</summary>
    public static AttributeType UserPrincipalName => new(0x00090290);

    /// <summary><c>groupType</c>: flags.</summary>
    public static AttributeType GroupType => new(0x000902ee);

    /// <summary><c>isCriticalSystemObject</c>.</summary>
    public static AttributeType IsCriticalSystemObject => new(0x00090364);

    /// <summary><c>mS-DS-ConsistencyGuid</c>.</summary>
    public static AttributeType ConsistencyGuid => new(0x00090550);

    /// <summary><c>mail</c>.</summary>
    public static AttributeType Mail => new(0x00150003);

    /// <summary>Whether its values are wrapped with the session key.</summary>
    /// <remarks>[MS-DRSR] IsSecretAttribute, of which only the NT hash is read here.</remarks>
    public bool IsSecret => this == UnicodePwd;

    /// <summary>The bits in hexadecimal.</summary>
    public override string ToString() => $"0x{Value:x8}";
}
