using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Secrets;

namespace Skybridge.Drsr.Drs;

/// <summary>Reads a page of changes.</summary>
/// <remarks>
/// [MS-DRSR] DRS_MSG_GETCHGREPLY_V6 and _V9, which differ in the linked values at the end only. No other version can come, since none was
/// announced. The list of objects is linked by its first pointer, so all fixed parts stand in list order and the rest of each object in
/// reverse order: read with a loop, for recursion as deep as a page could not be survived.
/// </remarks>
static class GetNCChangesReply
{
    const int MaxObjects = 100_000;
    const int FixedObjectSize = 32;

    /// <summary>Reads a page, which owns <paramref name="reply"/> from then on.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="secrets">Opens its secrets.</param>
    /// <param name="expectedInvocation">The database that answered so far in this cycle; empty on the first page.</param>
    /// <param name="known">What was known already, and still is where the server says nothing about it.</param>
    public static ReplicationPage Read(RpcReply reply, SecretDecryptor secrets, Guid expectedInvocation, UpToDatenessVector known)
    {
        var stub = reply.Stub.Span;
        DrsStatus.ThrowIfFailed(stub, "IDL_DRSGetNCChanges");
        var reader = new NdrReader(stub[..^4]);
        var version = reader.ReadUInt32();
        if (version is not (6 or 9))
            throw new NdrException($"NDR: a GetNCChanges reply of version {version}, which was not offered.");

        reader.ExpectUInt32(version, "the version of a GetNCChanges reply");
        reader.Align(8);
        var head = Head.Read(ref reader);
        if (expectedInvocation != Guid.Empty && head.Invocation != expectedInvocation)
            throw new RpcProtocolException("The domain controller's database (invocationId) changed in the middle of a cycle.");

        var context = head.HasContext ? DsName.Read(ref reader) : DsName.FromGuid(Guid.Empty);
        var vector = head.HasVector ? UpToDatenessVector.Read(ref reader) : null;
        var prefixes = head.HasPrefixes ? PrefixTable.Read(ref reader) : PrefixTable.Identity;
        var values = new List<(int Offset, int Length)>();
        var attributes = new List<ReplicatedAttribute>();
        var objects = new List<ReplicatedObject>();
        var linked = new List<LinkedValue>();
        var page = new ReplicationPage(reply, secrets, prefixes, values, attributes)
        {
            Objects = objects,
            LinkedValues = linked,
            SourceInvocationId = head.Invocation,
            SourceDsaGuid = head.Dsa,
            NamingContext = context,
            Watermark = head.To,
            Vector = vector,
            HasMore = head.HasMore,
            ExtendedResult = head.ExtendedResult,
            Cursor = head.HasMore || head.ExtendedResult != 0 ? null : new ReplicationCursor(head.Invocation, head.To, vector ?? known),
        };
        if (head.HasObjects)
            new ObjectListReader(page, prefixes, values, attributes, objects).Read(ref reader);
        if (objects.Count != head.ObjectCount)
            throw new NdrException($"NDR: a page announces {head.ObjectCount} objects and holds {objects.Count}.");
        if (head.HasValues)
            linked.AddRange(LinkedValueReader.Read(ref reader, version, head.ValueCount, prefixes));
        return page;
    }

    /// <summary>
    /// The fixed part:
    /// <code>DsaSrc 16 | InvocSrc 16 | pNC | pad | usnvecFrom 24 | usnvecTo 24 | pUtd | PrefixCount | pPrefix | ulExtendedRet |
    /// cNumObjects | cNumBytes | pObjects | fMoreData | cNcSizeObjects | cNcSizeValues | cNumValues | rgValues | dwDRSError</code>
    /// </summary>
    readonly record struct Head(
        Guid Dsa, Guid Invocation, bool HasContext, HighWatermark To, bool HasVector, bool HasPrefixes, uint ExtendedResult, int ObjectCount, bool HasObjects, bool HasMore,
        uint ValueCount, bool HasValues)
    {
        public static Head Read(ref NdrReader reader)
        {
            var (dsa, invocation, hasContext) = (reader.ReadGuid(), reader.ReadGuid(), reader.ReadPointer());
            reader.Align(8);
            ReadWatermark(ref reader);
            var to = ReadWatermark(ref reader);
            var hasVector = reader.ReadPointer();
            reader.ReadUInt32();
            var (hasPrefixes, extendedResult) = (reader.ReadPointer(), reader.ReadUInt32());
            var count = reader.ReadCount(FixedObjectSize, MaxObjects, "objects");
            reader.ReadUInt32();
            var (hasObjects, hasMore) = (reader.ReadPointer(), reader.ReadUInt32() != 0);
            reader.ReadBytes(8);
            var (valueCount, hasValues) = (reader.ReadUInt32(), reader.ReadPointer());
            var error = reader.ReadUInt32();
            if (error != 0)
                DrsStatus.ThrowIfFailed(error, "IDL_DRSGetNCChanges");
            return new Head(dsa, invocation, hasContext, to, hasVector, hasPrefixes, extendedResult, count, hasObjects, hasMore, valueCount, hasValues);
        }

        static HighWatermark ReadWatermark(ref NdrReader reader) =>
            new((long)reader.ReadUInt64(), (long)reader.ReadUInt64(), (long)reader.ReadUInt64());
    }
}
