using System.Formats.Asn1;
using System.Text;

namespace Skybridge.Sync.Directory;

/// <summary>Writes an anonymous search of the empty name, by which a server tells of itself.</summary>
/// <remarks>[RFC 4511] <c>LDAPMessage { 1, [APPLICATION 3] { "", baseObject, neverDeref, 0, 0, false, filter, attributes } }</c>.</remarks>
static class RootSearch
{
    const int SearchRequest = 3;

    enum Scope
    {
        Base = 0,
    }

    enum Aliases
    {
        Never = 0,
    }

    public static byte[] Write(Action<AsnWriter> filter, params ReadOnlySpan<string> attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, SearchRequest)))
            {
                writer.WriteOctetString([]);
                writer.WriteEnumeratedValue(Scope.Base);
                writer.WriteEnumeratedValue(Aliases.Never);
                writer.WriteInteger(0);
                writer.WriteInteger(0);
                writer.WriteBoolean(false);
                filter(writer);
                using (writer.PushSequence())
                {
                    foreach (var attribute in attributes)
                        writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
                }
            }
        }

        return writer.Encode();
    }
}
