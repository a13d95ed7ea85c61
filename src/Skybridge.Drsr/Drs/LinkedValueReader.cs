using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Reads the linked values at the end of a page.</summary>
/// <remarks>
/// [MS-DRSR] REPLVALINF_V1, 72 bytes fixed: <code>pObject | attrTyp | valLen | pVal | fIsPresent | pad | timeCreated 8 | PROPERTY_META_DATA_EXT 40</code>
/// (of which: <code>version | pad | timeChanged 8 | invocationId 16 | usn 8</code>) and _V3, 96 bytes, with the times of links that end by themselves. Then, for each: DSNAME of the holder, and the value, a DSNAME in a blob.
/// </remarks>
static class LinkedValueReader
{
    const int MaxValues = 1_000_000;
    const int ReadSize = 72;
    const int SizeV1 = 72;
    const int SizeV3 = 96;
    const uint ReplyWithV3 = 9;

    public static List<LinkedValue> Read(ref NdrReader reader, uint replyVersion, uint announced, PrefixTable prefixes)
    {
        var size = replyVersion == ReplyWithV3 ? SizeV3 : SizeV1;
        reader.ExpectUInt32(announced, "the number of linked values");
        var heads = new Head[reader.CheckCount(announced, size, MaxValues, "linked values")];
        for (var i = 0; i < heads.Length; i++)
        {
            reader.Align(8);
            heads[i] = Head.Read(ref reader);
            reader.ReadBytes(size - ReadSize);
        }

        // Values of one object follow each other: fifty thousand of them need not keep its name as often.
        DsName? before = null;
        var values = new List<LinkedValue>(heads.Length);
        foreach (var head in heads)
        {
            var holder = head.HasHolder ? DsName.Read(ref reader) : throw new NdrException("NDR: a linked value belongs to no object.");
            if (before is not null && before == holder)
                holder = before;
            before = holder;
            if (!head.HasValue)
                continue;

            reader.ExpectUInt32(head.Length, "the length of a linked value");
            var blob = reader.ReadBytes(reader.CheckCount(head.Length, 1, int.MaxValue, "bytes of a linked value"));
            if (prefixes.TryTranslate(head.Attribute, out var attribute))
                values.Add(new LinkedValue(holder, new AttributeType(attribute), DsName.ReadValue(blob), head.IsPresent, head.Created, head.Metadata));
        }

        return values;
    }

    readonly record struct Head(bool HasHolder, uint Attribute, uint Length, bool HasValue, bool IsPresent, DateTimeOffset Created, AttributeMetadata Metadata)
    {
        public static Head Read(ref NdrReader reader)
        {
            var (hasHolder, attribute, length, hasValue, isPresent) =
                (reader.ReadPointer(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadPointer(), reader.ReadUInt32() != 0);
            reader.Align(8);
            var created = AttributeMetadata.FromSeconds((long)reader.ReadUInt64());
            return new Head(hasHolder, attribute, length, hasValue, isPresent, created, AttributeMetadata.Read(ref reader));
        }
    }
}
