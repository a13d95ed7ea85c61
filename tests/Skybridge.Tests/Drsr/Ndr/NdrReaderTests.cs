using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Drsr.Ndr;

public class NdrReaderTests
{
    delegate void Read(ref NdrReader reader);

    [Fact]
    public void Numbers_are_little_endian_and_aligned_to_their_size()
    {
        var reader = new NdrReader([1, 0xff, 2, 3, 4, 0xff, 0xff, 0xff, 5, 6, 7, 8, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(1, reader.ReadByte());
        Assert.Equal(0x0302, reader.ReadUInt16());
        Assert.Equal(4, reader.ReadByte());
        Assert.Equal(0x08070605u, reader.ReadUInt32());
        Assert.Equal(0x0807060504030201u, reader.ReadUInt64());
        Assert.Equal(0, reader.Left);
        Assert.Equal(24, reader.Position);
    }

    [Fact]
    public void A_guid_is_aligned_to_four()
    {
        var guid = new Guid("e3514235-4b06-11d1-ab04-00c04fc2dcd2");
        byte[] stub = [9, 0, 0, 0, .. guid.ToByteArray()];
        var reader = new NdrReader(stub);

        reader.ReadByte();

        Assert.Equal(guid, reader.ReadGuid());
        Assert.Equal(20, reader.Position);
    }

    [Fact]
    public void Negative_numbers_keep_their_sign() => Assert.Equal(-2, new NdrReader([0xfe, 0xff, 0xff, 0xff]).ReadInt32());

    [Theory]
    [InlineData(0, 8, 0)]
    [InlineData(1, 2, 2)]
    [InlineData(1, 8, 8)]
    [InlineData(8, 8, 8)]
    [InlineData(9, 16, 16)]
    public void Alignment_counts_from_the_start_of_the_stub(int read, int boundary, int position)
    {
        var reader = new NdrReader(new byte[16]);
        reader.ReadBytes(read);

        reader.Align(boundary);

        Assert.Equal(position, reader.Position);
    }

    [Fact]
    public void Every_read_of_a_stub_that_is_too_short_is_refused()
    {
        AssertRefused([], (ref reader) => reader.ReadByte());
        AssertRefused([1], (ref reader) => reader.ReadUInt16());
        AssertRefused([1, 2, 3], (ref reader) => reader.ReadUInt32());
        AssertRefused([1, 2, 3], (ref reader) => reader.ReadInt32());
        AssertRefused(new byte[7], (ref reader) => reader.ReadUInt64());
        AssertRefused(new byte[15], (ref reader) => reader.ReadGuid());
        AssertRefused(new byte[4], (ref reader) => reader.ReadBytes(5));
        AssertRefused(new byte[4], (ref reader) => reader.ReadBytes(-1));
    }

    [Fact]
    public void Padding_that_is_not_there_is_refused() => AssertRefused([1], (ref reader) =>
    {
        reader.ReadByte();
        reader.Align(4);
    });

    [Fact]
    public void The_message_names_offset_and_length_and_no_bytes()
    {
        var error = AssertRefused([0xab, 0xab, 0xab, 0xab, 0xab, 0xab], (ref reader) =>
        {
            reader.ReadUInt32();
            reader.ReadUInt32();
        });

        Assert.Equal("NDR: 4 bytes wanted at offset 4, but the stub has 6.", error.Message);
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(2u, 2)]
    public void A_count_that_fits_is_accepted(uint count, int expected)
    {
        var reader = new NdrReader(Stub(count, new byte[16]));

        Assert.Equal(expected, reader.ReadCount(8, 10, "things"));
    }

    [Fact]
    public void A_count_is_checked_against_the_bytes_behind_it()
    {
        AssertRefused(Stub(3, new byte[23]), (ref reader) => reader.ReadCount(8, 10, "things"));
        AssertRefused(Stub(uint.MaxValue, new byte[16]), (ref reader) => reader.ReadCount(8, int.MaxValue, "things"));

        // 0x20000001 elements of eight bytes are nine bytes in 32-bit arithmetic.
        AssertRefused(Stub(0x20000001, new byte[16]), (ref reader) => reader.ReadCount(8, int.MaxValue, "things"));
    }

    [Fact]
    public void A_count_is_checked_against_the_limit_though_the_bytes_are_there() =>
        AssertRefused(Stub(11, new byte[100]), (ref reader) => reader.ReadCount(1, 10, "things"));

    [Fact]
    public void A_count_that_looks_negative_is_a_large_one() =>
        AssertRefused(Stub(0x80000000, new byte[100]), (ref reader) => reader.ReadCount(1, 10, "things"));

    [Fact]
    public void A_number_other_than_the_expected_one_is_refused()
    {
        var error = AssertRefused(Stub(7, []), (ref reader) => reader.ExpectUInt32(6, "the version"));

        Assert.Equal("NDR: the version should be 6 but is 7.", error.Message);
    }

    [Fact]
    public void A_string_is_read_without_its_terminator()
    {
        var reader = new NdrReader(StringStub(max: 4, offset: 0, actual: 4, "abc\0"));

        Assert.Equal("abc", reader.ReadString(10, "a name"));
        Assert.Equal(20, reader.Position);
    }

    [Theory]
    [InlineData(0u, 0u, "")]
    [InlineData(1u, 1u, "\0")]
    [InlineData(9u, 1u, "\0")]
    public void An_empty_string_may_have_room_to_spare(uint max, uint actual, string text)
    {
        var reader = new NdrReader(StringStub(max, 0, actual, text));

        Assert.Equal("", reader.ReadString(10, "a name"));
    }

    [Fact]
    public void A_string_that_contradicts_itself_is_refused()
    {
        AssertRefused(StringStub(max: 3, offset: 0, actual: 4, "abc\0"), (ref reader) => reader.ReadString(10, "a name"));
        AssertRefused(StringStub(max: 4, offset: 1, actual: 3, "abc\0"), (ref reader) => reader.ReadString(10, "a name"));
        AssertRefused(StringStub(max: 5, offset: 0, actual: 5, "abc\0"), (ref reader) => reader.ReadString(10, "a name"));
        AssertRefused(StringStub(max: uint.MaxValue, offset: 0, actual: uint.MaxValue, "abc\0"), (ref reader) => reader.ReadString(int.MaxValue - 1, "a name"));
    }

    [Fact]
    public void A_string_longer_than_believed_is_refused_though_the_bytes_are_there()
    {
        AssertRefused(StringStub(max: 4, offset: 0, actual: 4, "abc\0"), (ref reader) => reader.ReadString(2, "a name"));
    }

    static byte[] Stub(uint number, byte[] rest)
    {
        var stub = new byte[4 + rest.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(stub, number);
        rest.CopyTo(stub, 4);
        return stub;
    }

    static byte[] StringStub(uint max, uint offset, uint actual, string text) =>
        Stub(max, Stub(offset, Stub(actual, System.Text.Encoding.Unicode.GetBytes(text))));

    static NdrException AssertRefused(byte[] stub, Read read) => Assert.Throws<NdrException>(() =>
    {
        var reader = new NdrReader(stub);
        read(ref reader);
    });
}
