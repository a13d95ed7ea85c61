using CsCheck;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Tests.Drsr.Rpc;

public class PduHeaderTests
{
    static byte[] Proper => [5, 0, 2, 3, 0x10, 0, 0, 0, 100, 0, 24, 0, 7, 0, 0, 0];

    [Fact]
    public void It_is_read() => Assert.Equal(new PduHeader(PduType.Response, PduFlags.First | PduFlags.Last, 100, 24, 7), PduHeader.Read(Proper));

    [Fact]
    public void What_is_written_is_read() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Int[24, PduHeader.MaxFragment], Gen.UInt).Sample((type, flags, length, call) =>
        {
            var header = new PduHeader((PduType)type, (PduFlags)flags, (ushort)length, (ushort)(length - 24), call);
            var bytes = new byte[PduHeader.Size];

            header.Write(bytes);

            Assert.Equal(header, PduHeader.Read(bytes));
        });

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(4, 0)]
    [InlineData(4, 0x11)]
    [InlineData(5, 1)]
    public void Another_version_or_representation_is_refused(int offset, byte value)
    {
        var bytes = Proper;
        bytes[offset] = value;

        Assert.Throws<RpcProtocolException>(() => PduHeader.Read(bytes));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(23, 1)]
    [InlineData(100, 77)]
    [InlineData(100, 0xffff)]
    [InlineData(5841, 0)]
    [InlineData(0xffff, 24)]
    public void Lengths_that_cannot_be_are_refused(int length, int authentication)
    {
        var bytes = Proper;
        (bytes[8], bytes[9], bytes[10], bytes[11]) = ((byte)length, (byte)(length >> 8), (byte)authentication, (byte)(authentication >> 8));

        Assert.Throws<RpcProtocolException>(() => PduHeader.Read(bytes));
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(100, 76)]
    [InlineData(5840, 5816)]
    public void Lengths_at_the_edge_are_accepted(int length, int authentication)
    {
        var bytes = Proper;
        (bytes[8], bytes[9], bytes[10], bytes[11]) = ((byte)length, (byte)(length >> 8), (byte)authentication, (byte)(authentication >> 8));

        Assert.Equal(length, PduHeader.Read(bytes).FragmentLength);
    }
}
