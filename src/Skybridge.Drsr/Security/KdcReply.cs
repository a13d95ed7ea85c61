using System.Buffers.Binary;
using System.Formats.Asn1;

namespace Skybridge.Drsr.Security;

/// <summary>Reads what a key distribution center answers to a request without a password: nearly always KRB-ERROR.</summary>
/// <remarks>[RFC 4120] 5.9.1. Members that are not needed are skipped; none of them is authenticated.</remarks>
static class KdcReply
{
    const int ApplicationError = 30;
    const int ApplicationReply = 11;
    const int EtypeInfo2 = 19;
    const int NtStatusData = 3;
    const int MaxEntries = 64;

    /// <exception cref="AsnContentException">It is neither.</exception>
    public static KdcProbeResult Read(ReadOnlyMemory<byte> reply, DateTimeOffset now)
    {
        var outer = new AsnReader(reply, AsnEncodingRules.BER);
        var tag = outer.PeekTag();
        if (tag.TagClass == TagClass.Application && tag.TagValue == ApplicationReply)
            return new KdcProbeResult { Code = 0, Elapsed = default };
        if (tag.TagClass != TagClass.Application || tag.TagValue != ApplicationError)
            throw new AsnContentException("It is neither KRB-ERROR nor AS-REP.");

        return ReadError(outer.ReadSequence(tag).ReadSequence(), now);
    }

    static KdcProbeResult ReadError(AsnReader error, DateTimeOffset now)
    {
        int? code = null;
        DateTimeOffset? serverTime = null;
        ReadOnlyMemory<byte> data = default;
        while (error.HasData)
        {
            var (number, member) = ReadMember(error);
            if (number == 4)
                serverTime = member.ReadGeneralizedTime();
            else if (number == 6)
                code = member.TryReadInt32(out var value) ? value : null;
            else if (number == 12)
                data = member.ReadOctetString();
        }

        var result = new KdcProbeResult
        {
            Code = code ?? throw new AsnContentException("KRB-ERROR without an error code."),
            ClockOffset = serverTime - now,
            Elapsed = default,
        };
        return data.IsEmpty ? result : AddData(result, data);
    }

    // Every member stands in a tag of its own: [0], [1], … The reader takes another class of tag for a mistake of its caller.
    static (int Number, AsnReader Member) ReadMember(AsnReader reader)
    {
        var tag = reader.PeekTag();
        return tag.TagClass == TagClass.ContextSpecific
            ? (tag.TagValue, reader.ReadSequence(tag))
            : throw new AsnContentException($"A member with tag {tag} where a context-specific one should be.");
    }

    // METHOD-DATA, a list of { type [1], value [2] }, or one KERB-ERROR-DATA ([MS-KILE]) of the same two, as Windows sends it.
    // What does not parse is data of another kind and tells nothing.
    static KdcProbeResult AddData(KdcProbeResult result, ReadOnlyMemory<byte> data)
    {
        try
        {
            var list = new AsnReader(data, AsnEncodingRules.BER).ReadSequence();
            if (list.HasData && list.PeekTag().TagClass == TagClass.ContextSpecific)
                return AddEntry(result, list);

            for (var i = 0; list.HasData && i < MaxEntries; i++)
                result = AddEntry(result, list.ReadSequence());
        }
        catch (AsnContentException)
        {
        }

        return result;
    }

    static KdcProbeResult AddEntry(KdcProbeResult result, AsnReader entry)
    {
        var type = 0;
        ReadOnlyMemory<byte> value = default;
        while (entry.HasData)
        {
            var (number, member) = ReadMember(entry);
            if (number == 1)
                _ = member.TryReadInt32(out type);
            else if (number == 2)
                value = member.ReadOctetString();
        }

        return type switch
        {
            EtypeInfo2 => result with { EncryptionTypes = ReadTypes(value) },
            NtStatusData when value.Length >= 4 => result with { NtStatus = BinaryPrimitives.ReadUInt32LittleEndian(value.Span) },
            _ => result,
        };
    }

    static List<int> ReadTypes(ReadOnlyMemory<byte> value)
    {
        var types = new List<int>();
        var list = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        while (list.HasData && types.Count < MaxEntries)
        {
            var entry = list.ReadSequence();
            if (entry.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).TryReadInt32(out var type))
                types.Add(type);
        }

        return types;
    }
}
