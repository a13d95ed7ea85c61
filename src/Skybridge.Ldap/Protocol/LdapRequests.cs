using System.Formats.Asn1;
using System.Text;

namespace Skybridge.Ldap.Protocol;

/// <summary>Writes requests.</summary>
/// <remarks>[RFC 4511]. Whatever holds a secret is written into one buffer of its full size, which <see cref="Finish"/> wipes.</remarks>
static class LdapRequests
{
    const int BufferSize = 256 * 1024;
    const int Version = 3;

    /// <summary>Which parts of a security descriptor are meant: 4 is the access list alone.</summary>
    /// <remarks>[MS-ADTS] LDAP_SERVER_SD_FLAGS_OID.</remarks>
    const string SecurityDescriptorFlags = "1.2.840.113556.1.4.801";
    const int AccessList = 4;

    public static byte[] Bind(int id, string mechanism, ReadOnlySpan<byte> token)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(Operation(0)))
            {
                writer.WriteInteger(Version);
                writer.WriteOctetString([]);
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
                {
                    writer.WriteOctetString(Encoding.UTF8.GetBytes(mechanism));
                    writer.WriteOctetString(token);
                }
            }
        }

        return Finish(writer);
    }

    public static byte[] Search(int id, string baseName, LdapScope scope, LdapFilter filter, IReadOnlyList<string> attributes, bool accessListOnly)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(Operation(3)))
            {
                Text(writer, baseName);
                writer.WriteEnumeratedValue(scope);
                writer.WriteEnumeratedValue(Aliases.Never);
                writer.WriteInteger(0);
                writer.WriteInteger(0);
                writer.WriteBoolean(false);
                filter.Write(writer);
                using (writer.PushSequence())
                {
                    foreach (var attribute in attributes)
                        Text(writer, attribute);
                }
            }

            Controls(writer, accessListOnly);
        }

        return Finish(writer);
    }

    public static byte[] Add(int id, string name, IReadOnlyList<LdapValues> attributes)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(Operation(8)))
            {
                Text(writer, name);
                using (writer.PushSequence())
                {
                    foreach (var attribute in attributes)
                        Attribute(writer, attribute);
                }
            }
        }

        return Finish(writer);
    }

    public static byte[] Replace(int id, string name, LdapValues attribute, bool accessListOnly)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(Operation(6)))
            {
                Text(writer, name);
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteEnumeratedValue(Change.Replace);
                    Attribute(writer, attribute);
                }
            }

            Controls(writer, accessListOnly);
        }

        return Finish(writer);
    }

    public static byte[] Delete(int id, string name)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name), new Asn1Tag(TagClass.Application, 10));
        }

        return Finish(writer);
    }

    public static byte[] Unbind(int id)
    {
        var writer = Begin();
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            writer.WriteNull(new Asn1Tag(TagClass.Application, 2));
        }

        return Finish(writer);
    }

    static Asn1Tag Operation(int number) => new(TagClass.Application, number);

    static void Text(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    static void Attribute(AsnWriter writer, LdapValues attribute)
    {
        using var sequence = writer.PushSequence();
        Text(writer, attribute.Name);
        using var set = writer.PushSetOf();
        foreach (var value in attribute.Values)
            writer.WriteOctetString(value.Span);
    }

    static void Controls(AsnWriter writer, bool accessListOnly)
    {
        if (!accessListOnly)
            return;

        var value = new AsnWriter(AsnEncodingRules.BER);
        using (value.PushSequence())
            value.WriteInteger(AccessList);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            Text(writer, SecurityDescriptorFlags);
            writer.WriteBoolean(true);
            writer.WriteOctetString(value.Encode());
        }
    }

    static AsnWriter Begin() => new(AsnEncodingRules.BER, BufferSize);

    static byte[] Finish(AsnWriter writer)
    {
        var message = GC.AllocateUninitializedArray<byte>(writer.GetEncodedLength(), pinned: true);
        writer.Encode(message);
        writer.Reset(); // Wipes what it held.
        return message;
    }

    enum Aliases
    {
        Never = 0,
    }

    enum Change
    {
        Replace = 2,
    }
}
