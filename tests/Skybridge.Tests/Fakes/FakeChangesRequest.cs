using Skybridge.Sync.Directory;
using System.Reflection;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Fakes;

/// <summary>A request for changes, read by the server.</summary>
/// <remarks>[MS-DRSR] DRS_MSG_GETCHGREQ_V8 and _V10.</remarks>
sealed record FakeChangesRequest
{
    const int ReplicateObject = 6;

    /// <summary>The attributes that a directory knows.</summary>
    public static IReadOnlySet<AttributeType> Schema { get; } = typeof(AttributeType)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => (AttributeType)property.GetValue(null)!)
        .Concat(PersonAttributes.OnDemand.Values)
        .ToHashSet();

    public required uint Version { get; init; }

    public required Guid Destination { get; init; }

    public required Guid SourceInvocation { get; init; }

    public required DsName Context { get; init; }

    public required HighWatermark From { get; init; }

    public required UpToDatenessVector Vector { get; init; }

    public required int MaxObjects { get; init; }

    public required bool IsForOneObject { get; init; }

    public required IReadOnlySet<AttributeType> Attributes { get; init; }

    /// <summary>Whether the prefix table ends as Samba wants it to.</summary>
    public required bool HasSchemaInfo { get; init; }

    public bool Names(FakeObject candidate) =>
        Context.ObjectGuid != Guid.Empty
            ? Context.ObjectGuid == candidate.Guid
            : Context.DistinguishedName.Equals(candidate.DistinguishedName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what follows the handle.</summary>
    public static FakeChangesRequest Read(ref NdrReader reader)
    {
        var version = reader.ReadUInt32();
        reader.ExpectUInt32(version, "the union's tag");
        reader.Align(8);
        var (destination, invocation) = (reader.ReadGuid(), reader.ReadGuid());
        reader.ReadPointer();
        reader.Align(8);
        var from = new HighWatermark((long)reader.ReadUInt64(), (long)reader.ReadUInt64(), (long)reader.ReadUInt64());
        var hasVector = reader.ReadPointer();
        reader.ReadUInt32();
        var maxObjects = reader.ReadUInt32();
        reader.ReadUInt32();
        var operation = reader.ReadUInt32();
        reader.ReadUInt64();
        reader.ReadPointer();
        reader.ReadPointer();
        var prefixes = reader.ReadUInt32();
        var hasPrefixes = reader.ReadPointer();
        if (version == 10)
            reader.ReadUInt32();

        return new FakeChangesRequest
        {
            Version = version,
            Destination = destination,
            SourceInvocation = invocation,
            From = from,
            MaxObjects = (int)maxObjects,
            IsForOneObject = operation == ReplicateObject,
            Context = DsName.Read(ref reader),
            Vector = hasVector ? UpToDatenessVector.Read(ref reader) : UpToDatenessVector.Empty,
            Attributes = ReadAttributes(ref reader),
            HasSchemaInfo = !hasPrefixes || ReadPrefixes(ref reader, (int)prefixes),
        };
    }

    static HashSet<AttributeType> ReadAttributes(ref NdrReader reader)
    {
        var count = reader.ReadUInt32();
        reader.ExpectUInt32(1, "the version of the attribute set");
        reader.ReadUInt32();
        reader.ExpectUInt32(count, "the number of attributes");
        var attributes = new HashSet<AttributeType>();
        for (var i = 0; i < count; i++)
            attributes.Add(new AttributeType(reader.ReadUInt32()));
        return attributes;
    }

    static bool ReadPrefixes(ref NdrReader reader, int announced)
    {
        reader.ExpectUInt32((uint)announced, "the number of prefixes");
        var last = (Index: 0u, Length: 0u);
        for (var i = 0; i < announced; i++)
        {
            last = (reader.ReadUInt32(), reader.ReadUInt32());
            reader.ReadPointer();
        }

        ReadOnlySpan<byte> bytes = [];
        for (var i = 0; i < announced; i++)
            bytes = reader.ReadBytes((int)reader.ReadUInt32());
        return last is { Index: 0, Length: 21 } && bytes.Length == 21 && bytes[0] == 0xff;
    }
}
