using Skybridge.Cloud.Proxies;
using Skybridge.Tests.Fuzzing;

namespace Skybridge.Tests.Cloud;

/// <summary>Headers of the PROXY protocol, damaged: read, waited for, or refused.</summary>
public class ProxyFuzzTests
{
    static readonly byte[][] Corpus =
    [
        "PROXY TCP4 203.0.113.9 192.0.2.1 50123 443\r\n\x16\x03"u8.ToArray(),
        "PROXY UNKNOWN\r\n\x16\x03"u8.ToArray(),
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, .. Convert.FromHexString("2111000ccb007109c0000201c3cb01bb1603")],
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, .. Convert.FromHexString("2121002420010db800000000000000000000000920010db8000000000000000000000001c3cb01bb1603")],
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, .. Convert.FromHexString("200000001603")],
    ];

    [Fact]
    public void Headers_of_proxies() => Fuzzer.Run(
        Corpus,
        bytes =>
        {
            if (ProxyHeader.IsThere(bytes) && ProxyHeader.TryRead(bytes, out var header))
                Assert.InRange(header.Length, 1, bytes.Length);
        },
        error => error is FormatException,
        15_000);

    /// <summary>However a header is cut into packets, it is waited for, and read once it is there.</summary>
    [Fact]
    public void A_header_is_waited_for() => Assert.All(Corpus, whole =>
    {
        Assert.True(ProxyHeader.TryRead(whole, out var header));
        Assert.Equal(whole.Length - 2, header.Length);
        for (var length = 1; length < header.Length; length++)
            Assert.False(ProxyHeader.IsThere(whole.AsSpan(0, length)) && ProxyHeader.TryRead(whole.AsSpan(0, length), out _));
        Assert.All(Enumerable.Range(1, header.Length), length => Assert.True(ProxyHeader.IsThere(whole.AsSpan(0, length))));
    });

    [Theory]
    [InlineData(0x16)]
    [InlineData((int)'G')]
    public void What_begins_otherwise_is_none(byte first) => Assert.False(ProxyHeader.IsThere([first, 3, 1]));
}
