using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Drsr.Ndr;

public class NdrWriterTests
{
    [Fact]
    public void Numbers_are_little_endian_and_aligned_with_zeros()
    {
        var stub = new NdrWriter().WriteByte(1).WriteUInt16(0x0302).WriteByte(4).WriteUInt32(0x08070605).WriteUInt64(0x0807060504030201).Stub;

        Assert.Equal("010002030400000005060708000000000102030405060708", Hex(stub));
    }

    [Fact]
    public void A_pointer_is_zero_or_a_fresh_number()
    {
        var stub = new NdrWriter().WritePointer(true).WritePointer(false).WritePointer(true).Stub;

        Assert.Equal("000002000000000004000200", Hex(stub));
    }

    [Fact]
    public void A_string_carries_its_length_twice_and_a_terminator()
    {
        var stub = new NdrWriter().WriteString("Åb").Stub;

        Assert.Equal("030000000000000003000000c50062000000", Hex(stub));
    }

    [Fact]
    public void A_guid_is_written_in_its_mixed_order()
    {
        var stub = new NdrWriter().WriteByte(9).WriteGuid(new Guid("e3514235-4b06-11d1-ab04-00c04fc2dcd2")).Stub;

        Assert.Equal("09000000354251e3064bd111ab0400c04fc2dcd2", Hex(stub));
    }

    [Fact]
    public void Half_a_character_does_not_spoil_the_length()
    {
        var stub = new NdrWriter().WriteString("a\ud800b").Stub;

        Assert.Equal("0400000000000000040000006100fdff62000000", Hex(stub));
    }

    static string Hex(ReadOnlyMemory<byte> stub) => Convert.ToHexStringLower(stub.Span);
}
