using System.Formats.Asn1;
using System.Text;

namespace Skybridge.Ldap.Protocol;

/// <summary>A message from the server, taken apart. Every length was checked by the reader.</summary>
/// <param name="Id">Which request it answers; 0 for the server's own words before it hangs up.</param>
/// <param name="Kind">Which operation, by its tag.</param>
sealed record LdapReply(int Id, int Kind)
{
    public const int BindResponse = 1;
    public const int SearchEntry = 4;
    public const int SearchDone = 5;
    public const int ModifyResponse = 7;
    public const int AddResponse = 9;
    public const int DeleteResponse = 11;
    public const int SearchReference = 19;
    public const int ExtendedResponse = 24;

    const int MaxAttributes = 10_000;

    public LdapResultCode Code { get; private init; }

    public string Text { get; private init; } = "";

    /// <summary>The server's token, in a bind.</summary>
    public byte[] Token { get; private init; } = [];

    /// <summary>Bytes of the whole message.</summary>
    public int Size { get; private init; }

    public LdapEntry? Entry { get; private init; }

    /// <exception cref="AsnContentException">It is not LDAP.</exception>
    public static LdapReply Read(ReadOnlyMemory<byte> message)
    {
        var body = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        if (!body.TryReadInt32(out var id))
            throw new AsnContentException("A message number is too large.");
        var tag = body.PeekTag();
        if (tag.TagClass != TagClass.Application)
            throw new AsnContentException("A message has no operation.");

        var reply = new LdapReply(id, tag.TagValue) { Size = message.Length };
        if (tag.TagValue == SearchReference)
            return reply;
        var operation = body.ReadSequence(tag);
        return tag.TagValue == SearchEntry ? reply with { Entry = ReadEntry(operation) } : ReadResult(reply, operation);
    }

    static LdapReply ReadResult(LdapReply reply, AsnReader operation)
    {
        // Checked as a long: cut to fewer bits, a huge code would read as success.
        if ((long)operation.ReadEnumeratedValue<RawCode>() is not (>= 0 and <= int.MaxValue and var code))
            throw new AsnContentException("A result code is out of range.");
        operation.ReadOctetString();
        var text = Encoding.UTF8.GetString(operation.ReadOctetString());
        byte[] token = [];
        while (operation.HasData)
        {
            var tag = operation.PeekTag();
            if (reply.Kind == BindResponse && tag.HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 7)))
                token = operation.ReadOctetString(tag);
            else
                operation.ReadEncodedValue();
        }

        return reply with { Code = (LdapResultCode)code, Text = Clean(text), Token = token };
    }

    static LdapEntry ReadEntry(AsnReader operation)
    {
        var name = Encoding.UTF8.GetString(operation.ReadOctetString());
        var list = operation.ReadSequence();
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase);
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var type = Encoding.UTF8.GetString(attribute.ReadOctetString());
            var set = attribute.ReadSetOf(skipSortOrderValidation: true);
            var values = new List<byte[]>();
            while (set.HasData)
                values.Add(set.ReadOctetString());
            if (attributes.Count >= MaxAttributes)
                throw new AsnContentException("An object has too many attributes.");
            attributes[type] = values;
        }

        return new LdapEntry(name, attributes);
    }

    // Windows ends its texts with a null, and has line ends in them.
    static string Clean(string text) => string.Join(' ', new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    enum RawCode : long;
}
