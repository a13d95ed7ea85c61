using System.Formats.Asn1;
using System.Text;

namespace Skybridge.Ldap.Protocol;

/// <summary>Which objects a search means. Values are bytes of their own, so nothing in them can become a filter.</summary>
/// <remarks>[RFC 4511] 4.5.1.7.</remarks>
public abstract record LdapFilter
{
    /// <summary>Everything.</summary>
    public static LdapFilter Any { get; } = new Presence("objectClass");

    /// <summary>Objects whose attribute has a value.</summary>
    public static LdapFilter Is(string attribute, string value) => new Equality(attribute, value);

    internal abstract void Write(AsnWriter writer);

    sealed record Presence(string Attribute) : LdapFilter
    {
        internal override void Write(AsnWriter writer) => writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute), new Asn1Tag(TagClass.ContextSpecific, 7));
    }

    sealed record Equality(string Attribute, string Value) : LdapFilter
    {
        internal override void Write(AsnWriter writer)
        {
            using var match = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
            writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute));
            writer.WriteOctetString(Encoding.UTF8.GetBytes(Value));
        }
    }
}
