using System.Buffers.Binary;
using System.Formats.Asn1;

namespace Skybridge.Tests.Fakes;

/// <summary>Writes what a key distribution center answers. [RFC 4120] 5.9.1.</summary>
static class KdcMessages
{
    /// <summary>An answer that gives a ticket: the reader looks no further than at its first byte.</summary>
    public static byte[] Ticket => [0x6b, 0x05, 0x30, 0x03, 0x02, 0x01, 0x05];

    /// <summary>KRB-ERROR.</summary>
    public static byte[] Error(int code, DateTimeOffset time, byte[]? data = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 30)))
        using (writer.PushSequence())
        {
            Member(writer, 0, () => writer.WriteInteger(5));
            Member(writer, 1, () => writer.WriteInteger(30));
            Member(writer, 4, () => writer.WriteGeneralizedTime(time, omitFractionalSeconds: true));
            Member(writer, 5, () => writer.WriteInteger(0));
            Member(writer, 6, () => writer.WriteInteger(code));
            if (data is not null)
                Member(writer, 12, () => writer.WriteOctetString(data));
        }

        return writer.Encode();
    }

    /// <summary>A message with its length before it, as TCP carries it.</summary>
    public static byte[] Framed(byte[] message)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, message.Length);
        return [.. prefix, .. message];
    }

    static void Member(AsnWriter writer, int number, Action write)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number)))
            write();
    }
}
