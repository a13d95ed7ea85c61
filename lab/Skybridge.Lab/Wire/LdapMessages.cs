using System.Formats.Asn1;

namespace Skybridge.Lab.Wire;

/// <summary>The two LDAP messages that the lab speaks itself ([RFC 4511]).</summary>
static class LdapMessages
{
    static readonly Asn1Tag SimplePassword = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag Present = new(TagClass.ContextSpecific, 7);

    /// <summary>A search of the rootDSE for no attribute at all.</summary>
    public static byte[] SearchRootDse() => Message(3, writer =>
    {
        writer.WriteOctetString([]);
        writer.WriteEnumeratedValue(Scope.Base);
        writer.WriteEnumeratedValue(Scope.Base);
        writer.WriteInteger(0);
        writer.WriteInteger(0);
        writer.WriteBoolean(false);
        writer.WriteOctetString("objectClass"u8, Present);
        using var attributes = writer.PushSequence();
        writer.WriteOctetString("1.1"u8);
    });

    /// <summary>A bind with a name (DN, UPN or DOMAIN\user) and a password in clear: over TLS only.</summary>
    public static byte[] SimpleBind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> password)
    {
        var (bindName, bindPassword) = (name.ToArray(), password.ToArray());
        return Message(0, writer =>
        {
            writer.WriteInteger(3);
            writer.WriteOctetString(bindName);
            writer.WriteOctetString(bindPassword, SimplePassword);
        });
    }

    /// <summary>The result code and the diagnostic text of a bind response.</summary>
    public static (int Code, string Text) ReadBindResponse(ReadOnlyMemory<byte> message)
    {
        var response = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        response.ReadInteger();
        var bind = response.ReadSequence(new Asn1Tag(TagClass.Application, 1));
        var code = (int)new System.Numerics.BigInteger(bind.ReadEnumeratedBytes().Span, isBigEndian: true);
        bind.ReadOctetString();
        return (code, System.Text.Encoding.UTF8.GetString(bind.ReadOctetString()));
    }

    static byte[] Message(int operation, Action<AsnWriter> content)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using var tag = writer.PushSequence(new Asn1Tag(TagClass.Application, operation));
            content(writer);
        }

        return writer.Encode();
    }

    enum Scope
    {
        Base,
    }
}
