using System.Buffers.Binary;
using CsCheck;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>Identifiers: distinguished names, security identifiers, vectors, cursors, times.</summary>
public class NameTests
{
    const string Jane = "S-1-5-21-1364494602-2831573421-64471555-1115";

    [Theory]
    [InlineData("S-1-5-18", 18u)]
    [InlineData("S-1-5-32-544", 544u)]
    [InlineData(Jane, 1115u)]
    [InlineData("S-1-281474976710655-4294967295", uint.MaxValue)]
    public void A_security_identifier_is_read(string text, uint rid)
    {
        var sid = Sid.TryRead(FakeNames.SidBytes(text))!;

        Assert.Equal((text, rid), (sid.Text, sid.Rid));
        Assert.Equal(text, sid.ToString());
        Assert.Equal(sid, Sid.TryRead(FakeNames.SidBytes(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0105000000000005")]
    [InlineData("020100000000000512000000")]
    [InlineData("010000000000000512000000")]
    [InlineData("010200000000000512000000")]
    [InlineData("01ff00000000000512000000")]
    public void What_is_no_security_identifier_is_null(string bytes) => Assert.Null(Sid.TryRead(Convert.FromHexString(bytes)));

    [Fact]
    public void A_name_is_read_with_its_identifiers()
    {
        var name = new DsName(Guid.NewGuid(), Sid.TryRead(FakeNames.SidBytes(Jane)), @"CN=Jane\, Ö \+ 世界,DC=corp,DC=example");

        Assert.Equal(name, Read(name));
    }

    [Fact]
    public void A_name_that_we_write_is_read() => Gen.Select(Gen.Guid, Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 80]).Sample((guid, text) =>
    {
        var name = new DsName(guid, null, text);
        var writer = new NdrWriter();
        name.Write(writer);

        var reader = new NdrReader(writer.Stub.Span);

        Assert.Equal(name, DsName.Read(ref reader));
    });

    [Theory]
    [InlineData(8, 29)]
    [InlineData(8, 0x80000000)]
    [InlineData(56, 4)]
    [InlineData(56, 0xffffffff)]
    [InlineData(0, 70_000)]
    [InlineData(0, 0xffffffff)]
    public void A_name_that_contradicts_itself_is_refused(int offset, uint value)
    {
        var writer = new NdrWriter();
        FakeNames.Write(writer, DsName.FromDistinguishedName("DC=x"));
        var stub = writer.Stub.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stub.AsSpan(offset), value);

        // Lengths: room at 0, of the identifier at 8, of the text at 56, which is 4 of 5 here.
        if (offset == 56 && value == 4)
            Assert.Equal("DC=x", Read(stub).DistinguishedName);
        else
            Assert.Throws<NdrException>(() => Read(stub));
    }

    [Fact]
    public void A_name_prints_as_text_or_identifier()
    {
        var guid = Guid.NewGuid();

        Assert.Equal("DC=x", DsName.FromDistinguishedName("DC=x").ToString());
        Assert.Equal(guid.ToString(), DsName.FromGuid(guid).ToString());
    }

    [Fact]
    public void A_vector_that_we_write_is_read_and_equal() => Gen.Select(Gen.Guid, Gen.Long).Array[0, 10].Sample(entries =>
    {
        var vector = new UpToDatenessVector(entries.DistinctBy(entry => entry.Item1).Select(entry => KeyValuePair.Create(entry.Item1, entry.Item2)));
        var writer = new NdrWriter();
        vector.Write(writer);

        var reader = new NdrReader(writer.Stub.Span);
        var back = UpToDatenessVector.Read(ref reader);

        Assert.Equal(vector, back);
        Assert.Equal(vector.GetHashCode(), back.GetHashCode());
        Assert.Equal(0, reader.Left);
    });

    [Fact]
    public void Vectors_differ_by_any_entry()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(new UpToDatenessVector([new(one, 1), new(two, 2)]), new UpToDatenessVector([new(two, 2), new(one, 1)]));
        Assert.NotEqual(new UpToDatenessVector([new(one, 1)]), new UpToDatenessVector([new(one, 2)]));
        Assert.NotEqual(new UpToDatenessVector([new(one, 1)]), new UpToDatenessVector([new(two, 1)]));
        Assert.NotEqual(new UpToDatenessVector([new(one, 1)]), UpToDatenessVector.Empty);
        Assert.False(UpToDatenessVector.Empty.Equals(null));
    }

    [Theory]
    [InlineData(0u, 2u, 2u)]
    [InlineData(3u, 2u, 2u)]
    [InlineData(2u, 2u, 3u)]
    [InlineData(2u, 3u, 2u)]
    [InlineData(2u, 3u, 1u)]
    [InlineData(uint.MaxValue, uint.MaxValue, 1u)]
    [InlineData(200_000u, 200_000u, 1u)]
    public void A_vector_that_contradicts_itself_is_refused(uint room, uint count, uint version) =>
        Assert.Throws<NdrException>(() => ReadVector(room, count, version, Guid.NewGuid(), Guid.NewGuid()));

    [Fact]
    public void A_vector_that_names_a_database_twice_is_refused()
    {
        var twice = Guid.NewGuid();

        Assert.Equal(2, ReadVector(2, 2, 1, twice, Guid.NewGuid()).Entries.Count);
        Assert.Throws<NdrException>(() => ReadVector(2, 2, 1, twice, twice));
    }

    [Fact]
    public void A_cursor_without_its_watermark_keeps_the_vector()
    {
        var vector = new UpToDatenessVector([new(Guid.NewGuid(), 1)]);

        var cursor = new ReplicationCursor(Guid.NewGuid(), new(1, 2, 3), vector).WithoutWatermark();

        Assert.Equal(new ReplicationCursor(Guid.Empty, default, vector), cursor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    public void Never_is_no_point_in_time(long fileTime) => Assert.Null(ReplicatedObject.FromFileTime(fileTime));

    [Fact]
    public void A_file_time_is_a_point_in_time_up_to_the_end_of_the_calendar()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 44, 21, 517, TimeSpan.Zero).AddTicks(2170), ReplicatedObject.FromFileTime(134398754615172170));
        Assert.Equal(DateTimeOffset.MaxValue, ReplicatedObject.FromFileTime(DateTime.MaxValue.ToFileTimeUtc()));
        Assert.Equal(TimeSpan.Zero, ReplicatedObject.FromFileTime(1)!.Value.Offset);
    }

    static UpToDatenessVector ReadVector(uint room, uint count, uint version, params Guid[] databases)
    {
        var writer = new NdrWriter().WriteUInt32(room).Align(8).WriteUInt32(version).WriteUInt32(0).WriteUInt32(count).WriteUInt32(0);
        foreach (var database in databases)
            writer.WriteGuid(database).WriteUInt64(1);
        var reader = new NdrReader(writer.Stub.Span);
        return UpToDatenessVector.Read(ref reader);
    }

    static DsName Read(DsName name)
    {
        var writer = new NdrWriter();
        FakeNames.Write(writer, name);
        return Read(writer.Stub.ToArray());
    }

    static DsName Read(byte[] stub)
    {
        var reader = new NdrReader(stub);
        return DsName.Read(ref reader);
    }
}
