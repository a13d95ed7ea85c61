using System.Globalization;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr.Security;

public class KdcReplyTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Real_answers_are_read()
    {
        foreach (var vector in Vector.Read("kdc-reply.txt"))
        {
            var result = KdcReply.Read(vector.Bytes("reply"), DateTimeOffset.UnixEpoch);

            List<string> found = [$"code {result.Code}"];
            if (result.ClockOffset is { } offset)
                found.Add($"time {(DateTimeOffset.UnixEpoch + offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}");
            if (result.EncryptionTypes.Count > 0)
                found.Add($"types {string.Join(' ', result.EncryptionTypes)}");
            if (result.NtStatus is { } status)
                found.Add($"status {status:x8}");
            Assert.Equal(vector.All("expect"), found);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("3003020105")]
    [InlineData("300530030201")]
    [InlineData("30053003020105")]
    [InlineData("30073005a103020103")]
    [InlineData("300f300da103020103a20604040102030405")]
    public void Data_of_another_kind_tells_nothing(string hex)
    {
        var result = KdcReply.Read(KdcMessages.Error(18, Noon, Convert.FromHexString(hex)), Noon);

        Assert.Equal(18, result.Code);
    }

    [Fact]
    public void Endless_lists_are_read_up_to_a_limit()
    {
        byte[] entry = [0x30, 0x15, 0xa1, 0x03, 0x02, 0x01, 0x03, 0xa2, 0x0e, 0x04, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] data = [0x30, 0x82, 0x08, 0xfc, .. Enumerable.Range(1, 100).SelectMany(n => Numbered(entry, n))];

        var result = KdcReply.Read(KdcMessages.Error(18, Noon, data), Noon);

        Assert.Equal(64u, result.NtStatus);
    }

    static byte[] Numbered(byte[] entry, int number)
    {
        byte[] copy = [.. entry];
        copy[11] = (byte)number;
        return copy;
    }
}
