using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Asks for changes of a naming context, or for one object.</summary>
/// <remarks>[MS-DRSR] IDL_DRSGetNCChanges (3), DRS_MSG_GETCHGREQ_V8 and _V10.</remarks>
static class GetNCChangesRequest
{
    public const ushort Operation = 3;

    const uint InitialSynchronization = 0x20;
    const uint WritableReplica = 0x10;
    const uint ReplicateObject = 6;
    const uint MaxBytes = 10 * 1024 * 1024;

    /// <summary>Asks for the next page.</summary>
    /// <param name="handle">The replication handle.</param>
    /// <param name="partner">Who we say we are: Windows wants the GUID of an existing domain controller, so the one that is asked lends its own.</param>
    /// <param name="useV10">Whether the server takes the newer version.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="source">
    /// The database that <paramref name="from"/> is about: a server drops a mark that is said to be of another, and would begin again with every page.
    /// </param>
    /// <param name="from">Where to go on.</param>
    public static ReadOnlyMemory<byte> WritePage(ReadOnlySpan<byte> handle, Guid partner, bool useV10, ReplicationRequest request, Guid source, HighWatermark from) =>
        Write(handle, partner, useV10, request, source, from, (uint)request.MaxObjects, extendedOperation: 0);

    /// <summary>Asks for one object, whatever of it changed or not. EXOP_REPL_OBJ.</summary>
    public static ReadOnlyMemory<byte> WriteObject(ReadOnlySpan<byte> handle, Guid partner, bool useV10, DsName target, IReadOnlyList<AttributeType> attributes) =>
        Write(handle, partner, useV10, new ReplicationRequest { NamingContext = target, Attributes = attributes }, Guid.Empty, default, 1, ReplicateObject);

    /// <exception cref="ArgumentException">No attribute is wanted: the server's stub code would refuse that and the connection with it.</exception>
    static ReadOnlyMemory<byte> Write(
        ReadOnlySpan<byte> handle, Guid partner, bool useV10, ReplicationRequest request, Guid source, HighWatermark from, uint maxObjects, uint extendedOperation)
    {
        if (request.Attributes.Count == 0)
            throw new ArgumentException("At least one attribute has to be asked for.", nameof(request));

        var version = useV10 ? 10u : 8u;
        var vector = request.Cursor?.Vector is { Entries.Count: > 0 } known ? known : null;
        var writer = new NdrWriter().WriteBytes(handle).WriteUInt32(version).WriteUInt32(version).Align(8);
        writer.WriteGuid(partner).WriteGuid(source);
        writer.WritePointer(true).Align(8);
        writer.WriteUInt64((ulong)from.ObjectUpdate).WriteUInt64((ulong)from.Reserved).WriteUInt64((ulong)from.PropertyUpdate);
        writer.WritePointer(vector is not null);
        writer.WriteUInt32(InitialSynchronization | WritableReplica).WriteUInt32(maxObjects).WriteUInt32(MaxBytes).WriteUInt32(extendedOperation);
        writer.WriteUInt64(0);
        writer.WritePointer(true).WritePointer(false).WriteUInt32(PrefixTable.WellKnownCount).WritePointer(true);
        if (useV10)
            writer.WriteUInt32(0);

        request.NamingContext.Write(writer);
        vector?.Write(writer);
        WriteAttributes(writer, request.Attributes);
        PrefixTable.WriteWellKnown(writer);
        return writer.Stub;
    }

    // PARTIAL_ATTR_VECTOR_V1_EXT: max | version 1 | 0 | count | ATTRTYP... in ascending order.
    static void WriteAttributes(NdrWriter writer, IReadOnlyList<AttributeType> attributes)
    {
        writer.WriteUInt32((uint)attributes.Count).WriteUInt32(1).WriteUInt32(0).WriteUInt32((uint)attributes.Count);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Value))
            writer.WriteUInt32(attribute.Value);
    }
}
