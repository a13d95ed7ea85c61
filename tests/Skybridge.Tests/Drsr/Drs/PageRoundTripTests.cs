using CsCheck;
using Skybridge.Drsr.Drs;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Whatever a server may put into a page comes out of it: the fake's writer against the reader.</summary>
public class PageRoundTripTests
{
    static readonly AttributeType[] Types = [.. FakeChangesRequest.Schema.OrderBy(type => type.Value)];

    static readonly DateTimeOffset Epoch = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Gen<AttributeMetadata> Stamps = Gen.Select(
        Gen.UInt,
        Gen.Long[0, 250_000_000_000],
        Gen.Guid,
        Gen.Long,
        (version, seconds, invocation, usn) => new AttributeMetadata(version, Epoch.AddSeconds(seconds), invocation, usn));

    static readonly Gen<FakeSentAttribute> Attributes = Gen.Select(
        Gen.Int[0, Types.Length - 1],
        Gen.Byte.Array[0, 20].Array[0, 3],
        Stamps,
        (type, values, stamp) => new FakeSentAttribute(Types[type].Value, values, stamp));

    static readonly Gen<DsName> Names = Gen.Select(
        Gen.Guid, Gen.Bool, Gen.UInt, Gen.String[Gen.Char['\u0020', '\ud7ff'], 0, 30], (guid, hasSid, rid, name) =>
            new DsName(guid, hasSid ? Sid.TryRead(FakeNames.SidBytes($"S-1-5-21-1-2-3-{rid}")) : null, name));

    static readonly Gen<FakeSentObject> Objects = Gen.Select(Names, Gen.Bool, Gen.Guid, Attributes.Array[0, 6], (name, hasParent, parent, attributes) =>
        new FakeSentObject(name, hasParent ? parent : null, [.. attributes.DistinctBy(attribute => attribute.Type)]));

    static readonly Gen<FakePage> Pages = Gen.Select(
        Objects.Array[0, 8],
        Names,
        Gen.Long,
        Gen.Bool,
        Gen.UInt[0, 1000],
        Gen.Guid,
        Gen.Bool,
        (objects, context, usn, hasMore, shift, invocation, isNine) => new FakePage
        {
            Version = isNine ? 9u : 6,
            Invocation = invocation,
            Dsa = Guid.NewGuid(),
            Context = context,
            To = new(usn, 0, hasMore ? 0 : usn),
            Objects = objects,
            HasMore = hasMore,
            PrefixShift = shift,
            Vector = hasMore ? null : new UpToDatenessVector([new(invocation, usn)]),
        });

    [Fact]
    public void What_is_sent_is_read() => Pages.Sample(sent =>
    {
        using var read = GetNCChangesVectorTests.Read(sent.Write().ToArray(), new byte[32]);

        Assert.Equal((sent.Invocation, sent.Dsa, sent.Context, sent.To), (read.SourceInvocationId, read.SourceDsaGuid, read.NamingContext, read.Watermark));
        Assert.Equal(sent.HasMore ? null : new ReplicationCursor(sent.Invocation, sent.To, sent.Vector!), read.Cursor);
        Assert.Equal(sent.Objects.Count, read.Objects.Count);
        foreach (var (expected, found) in sent.Objects.Zip(read.Objects))
            AssertEqual(expected, found);
    });

    static void AssertEqual(FakeSentObject expected, ReplicatedObject found)
    {
        Assert.Equal((expected.Name, expected.Parent), (found.Name, found.ParentGuid));
        foreach (var type in Types)
        {
            var attribute = expected.Attributes.FirstOrDefault(one => one.Type == type.Value);
            Assert.Equal(attribute is not null, found.Has(type));
            Assert.Equal(attribute?.Stamp, found.GetMetadata(type));
            Assert.Equal(attribute is { Values.Count: > 0 }, found.TryGetBytes(type, out var value));
            Assert.Equal(attribute is { Values: [var first, ..] } ? first : [], value.ToArray());
        }
    }
}
