using System.Runtime.InteropServices;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>The object identifiers that are handed to the library, in memory that is never freed.</summary>
static unsafe class GssOids
{
    /// <summary>Kerberos 5, 1.2.840.113554.1.2.2.</summary>
    public static readonly GssNative.Oid* Kerberos = Create(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02);

    /// <summary>A name as krb5 writes it (<c>user@REALM</c>): no look-up in DNS, no canonicalisation.</summary>
    public static readonly GssNative.Oid* PrincipalName = Create(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x01);

    /// <summary>A user principal name with any suffix; the directory finds whose it is.</summary>
    public static readonly GssNative.Oid* EnterpriseName = Create(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x06);

    /// <summary>Asks for the session key as Windows would give it.</summary>
    public static readonly GssNative.Oid* SessionKey = Create(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x05, 0x05);

    /// <summary>The set that holds nothing but Kerberos.</summary>
    public static readonly GssNative.OidSet* KerberosOnly = CreateSet(Kerberos);

    static GssNative.Oid* Create(params ReadOnlySpan<byte> elements)
    {
        var oid = (GssNative.Oid*)NativeMemory.Alloc((nuint)(sizeof(GssNative.Oid) + elements.Length));
        oid->Length = (uint)elements.Length;
        oid->Elements = (byte*)(oid + 1);
        elements.CopyTo(new Span<byte>(oid->Elements, elements.Length));
        return oid;
    }

    static GssNative.OidSet* CreateSet(GssNative.Oid* only)
    {
        var set = (GssNative.OidSet*)NativeMemory.Alloc((nuint)sizeof(GssNative.OidSet));
        set->Count = 1;
        set->Elements = only;
        return set;
    }
}
