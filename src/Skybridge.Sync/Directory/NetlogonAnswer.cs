using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Text;

namespace Skybridge.Sync.Directory;

/// <summary>What a domain controller says to whoever looks for one: where it is, and where the asker is.</summary>
/// <remarks>[MS-ADTS] NETLOGON_SAM_LOGON_RESPONSE_EX, the one value of the attribute <c>netlogon</c>; its names are compressed as in DNS (RFC 1035).</remarks>
/// <param name="HostName">Its DNS name.</param>
/// <param name="Site">The site that it is in.</param>
/// <param name="ClientSite">The site that the asker's address belongs to; null when it belongs to none.</param>
sealed record NetlogonAnswer(string HostName, string? Site, string? ClientSite)
{
    // LOGON_SAM_LOGON_RESPONSE_EX, and LOGON_SAM_PAUSE_RESPONSE_EX, LOGON_SAM_USER_UNKNOWN_EX.
    const int FirstOpcode = 23;
    const int LastOpcode = 25;
    const int NamesOffset = 24;
    const int MaxName = 255;
    const int PointerMark = 0xc0;

    enum Name
    {
        Forest,
        Domain,
        Host,
        NetBiosDomain,
        NetBiosHost,
        User,
        Site,
        ClientSite,
    }

    /// <summary>Reads an LDAP message that carries one; null when it is anything else.</summary>
    public static NetlogonAnswer? Parse(byte[] datagram)
    {
        try
        {
            var body = new AsnReader(datagram, AsnEncodingRules.BER).ReadSequence();
            body.ReadInteger();
            var entry = body.ReadSequence(new Asn1Tag(TagClass.Application, 4));
            entry.ReadOctetString();
            var attribute = entry.ReadSequence().ReadSequence();
            attribute.ReadOctetString();
            return ParseValue(attribute.ReadSetOf(skipSortOrderValidation: true).ReadOctetString());
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    internal static NetlogonAnswer? ParseValue(ReadOnlySpan<byte> value)
    {
        if (value.Length < NamesOffset || BinaryPrimitives.ReadUInt16LittleEndian(value) is < FirstOpcode or > LastOpcode)
            return null;

        var names = new string[Enum.GetValues<Name>().Length];
        var at = NamesOffset;
        for (var i = 0; i < names.Length; i++)
        {
            if (ReadName(value, ref at) is not { } name)
                return null;
            names[i] = name;
        }

        return new NetlogonAnswer(names[(int)Name.Host], NullIfEmpty(names[(int)Name.Site]), NullIfEmpty(names[(int)Name.ClientSite]));
    }

    // A pointer leads backwards only, so that no name goes around in circles.
    static string? ReadName(ReadOnlySpan<byte> value, ref int at)
    {
        var text = new StringBuilder();
        var place = at;
        var isElsewhere = false;
        while (place < value.Length && value[place] != 0)
        {
            var length = value[place];
            if (length >= PointerMark)
            {
                var target = place + 1 < value.Length ? ((length & ~PointerMark) << 8) | value[place + 1] : place;
                if (target >= place)
                    return null;
                at = isElsewhere ? at : place + 2;
                (isElsewhere, place) = (true, target);
                continue;
            }

            if (place + 1 + length > value.Length || text.Length + length > MaxName)
                return null;
            text.Append(text.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(value.Slice(place + 1, length)));
            place += 1 + length;
        }

        if (place >= value.Length)
            return null;
        at = isElsewhere ? at : place + 1;
        return text.ToString();
    }

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
