using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Reads the linked list of replicated objects.</summary>
/// <remarks>
/// [MS-DRSR] REPLENTINFLIST, 32 bytes fixed: <code>pNext | pName | ulFlags | attrCount | pAttr | fIsNCPrefix | pParentGuid | pMetaData</code>
/// then, from the last object to the first: DSNAME, ATTRs, parent GUID, PROPERTY_META_DATA_EXT_VECTOR.
/// </remarks>
readonly struct ObjectListReader(
    ReplicationPage page, PrefixTable prefixes, List<(int Offset, int Length)> values, List<ReplicatedAttribute> attributes, List<ReplicatedObject> objects)
{
    const int MaxObjects = 100_000;
    const int MaxAttributes = 100_000;
    const int MaxValues = 1_000_000;
    const int MetadataSize = 40;
    const int FixedSize = 32;

    public void Read(ref NdrReader reader)
    {
        var fixedParts = new List<Fixed>();
        for (var more = true; more;)
        {
            reader.CheckCount(1, FixedSize, MaxObjects, "objects");
            if (fixedParts.Count == MaxObjects)
                NdrException.ThrowTooMany("objects", MaxObjects + 1, MaxObjects);
            more = Fixed.Read(ref reader, out var part);
            fixedParts.Add(part);
        }

        for (var i = fixedParts.Count - 1; i >= 0; i--)
            objects.Add(ReadObject(ref reader, fixedParts[i]));
        objects.Reverse();
    }

    ReplicatedObject ReadObject(ref NdrReader reader, Fixed part)
    {
        var name = part.HasName ? DsName.Read(ref reader) : throw new NdrException("NDR: a replicated object has no name.");
        var first = attributes.Count;
        if (part.HasAttributes)
            ReadAttributes(ref reader, part.AttributeCount);
        var parent = part.HasParent ? reader.ReadGuid() : (Guid?)null;
        if (part.HasMetadata)
            ReadMetadata(ref reader, first);
        return new ReplicatedObject(page, name, parent, first, attributes.Count - first);
    }

    // max | { attrTyp, valCount, pAVal }... | per attribute: max | { valLen, pVal }... | per value: max, bytes
    void ReadAttributes(ref NdrReader reader, uint announced)
    {
        reader.ExpectUInt32(announced, "the number of attributes");
        var count = reader.CheckCount(announced, 12, MaxAttributes, "attributes");
        var heads = new (uint Type, uint Values, bool Present)[count];
        for (var i = 0; i < count; i++)
            heads[i] = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadPointer());

        foreach (var (type, valueCount, present) in heads)
        {
            var firstValue = values.Count;
            if (present)
                ReadValues(ref reader, valueCount);

            // An attribute whose prefix is unknown was not asked for; it keeps its place, since the stamps are in the same order.
            var known = prefixes.TryTranslate(type, out var translated);
            attributes.Add(new(new AttributeType(known ? translated : uint.MaxValue), firstValue, values.Count - firstValue, null));
        }
    }

    void ReadValues(ref NdrReader reader, uint announced)
    {
        reader.ExpectUInt32(announced, "the number of values");
        var count = reader.CheckCount(announced, 8, MaxValues, "values");
        var lengths = new (uint Length, bool Present)[count];
        for (var i = 0; i < count; i++)
            lengths[i] = (reader.ReadUInt32(), reader.ReadPointer());

        foreach (var (length, present) in lengths)
        {
            if (!present)
                continue;

            reader.ExpectUInt32(length, "the length of a value");
            var bytes = reader.CheckCount(length, 1, int.MaxValue, "bytes of a value");
            values.Add((reader.Position, bytes));
            reader.ReadBytes(bytes);
        }
    }

    // max, align 8 | cNum, align 8 | { version, align 8, time in seconds since 1601, invocationId, usn }...
    void ReadMetadata(ref NdrReader reader, int firstAttribute)
    {
        var max = reader.ReadUInt32();
        reader.Align(8);
        reader.ExpectUInt32(max, "the number of stamps");
        reader.Align(8);
        var count = reader.CheckCount(max, MetadataSize, MaxAttributes, "stamps");
        if (count != attributes.Count - firstAttribute)
            throw new NdrException($"NDR: {count} stamps for {attributes.Count - firstAttribute} attributes.");

        for (var i = 0; i < count; i++)
            attributes[firstAttribute + i] = attributes[firstAttribute + i] with { Metadata = AttributeMetadata.Read(ref reader) };
    }

    readonly record struct Fixed(bool HasName, uint AttributeCount, bool HasAttributes, bool HasParent, bool HasMetadata)
    {
        public static bool Read(ref NdrReader reader, out Fixed part)
        {
            var hasNext = reader.ReadPointer();
            var hasName = reader.ReadPointer();
            reader.ReadUInt32();
            var (attributeCount, hasAttributes) = (reader.ReadUInt32(), reader.ReadPointer());
            reader.ReadUInt32();
            part = new Fixed(hasName, attributeCount, hasAttributes, reader.ReadPointer(), reader.ReadPointer());
            return hasNext;
        }
    }
}
