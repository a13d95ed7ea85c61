using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Security;

public class KdcProbeTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    readonly FakeTimeProvider _time = new(Noon);

    [Theory]
    [InlineData(25)]
    [InlineData(6)]
    [InlineData(18)]
    [InlineData(68)]
    public async Task An_error_is_an_answer(int code)
    {
        await using var kdc = new FakeKdc(KdcMessages.Error(code, Noon));

        var result = await AskAsync(kdc);

        Assert.Equal(code, result.Code);
        Assert.Equal(TimeSpan.Zero, result.ClockOffset);
        Assert.Null(result.NtStatus);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-86_400)]
    public async Task The_clocks_are_compared(int seconds)
    {
        await using var kdc = new FakeKdc(KdcMessages.Error(25, Noon.AddSeconds(seconds)));

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await AskAsync(kdc)).ClockOffset);
    }

    [Fact]
    public async Task A_ticket_without_a_password_is_an_answer()
    {
        await using var kdc = new FakeKdc(KdcMessages.Ticket);

        var result = await AskAsync(kdc);

        Assert.Equal(0, result.Code);
        Assert.Null(result.ClockOffset);
    }

    [Theory]
    [InlineData("jane", 1, "jane")]
    [InlineData("jörg", 1, "jörg")]
    [InlineData("jane@other.example", 10, "jane@other.example")]
    public async Task The_account_is_named_as_it_is(string account, int type, string name)
    {
        await using var kdc = new FakeKdc(KdcMessages.Error(25, Noon));

        await AskAsync(kdc, account);

        // AS-REQ: [1] version 5, [2] type 10, [4] body: [0] options, [1] client, [2] realm, [3] service.
        var request = new AsnReader(Assert.Single(kdc.Requests), AsnEncodingRules.DER).ReadSequence(new Asn1Tag(TagClass.Application, 10)).ReadSequence();
        Assert.Equal(5, request.ReadSequence(Tag(1)).ReadInteger());
        Assert.Equal(10, request.ReadSequence(Tag(2)).ReadInteger());
        var body = request.ReadSequence(Tag(4)).ReadSequence();
        body.ReadEncodedValue();
        Assert.Equal($"{type} {name}", Principal(body.ReadSequence(Tag(1))));
        Assert.Equal("CORP.EXAMPLE", Text(body.ReadSequence(Tag(2))));
        Assert.Equal("2 krbtgt CORP.EXAMPLE", Principal(body.ReadSequence(Tag(3))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("ff")]
    [InlineData("3000")]
    [InlineData("7e00")]
    [InlineData("7e023000")]
    [InlineData("7e0530030201")]
    [InlineData("7e053003020105")]
    [InlineData("7e0730050c0361626300")]
    [InlineData("7e80308000000000")]
    public async Task What_is_not_kerberos_is_refused(string hex)
    {
        var answer = hex.Length == 0 ? [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8] : KdcMessages.Framed(Convert.FromHexString(hex));
        await using var kdc = new FakeKdc(_ => answer);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => AskAsync(kdc));

        Assert.Contains($"127.0.0.1:{kdc.Port}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000000", "0 bytes")]
    [InlineData("00100001", "1048577 bytes")]
    [InlineData("7fffffff", "2147483647 bytes")]
    [InlineData("ffffffff", "4294967295 bytes")]
    public async Task A_length_that_cannot_be_is_refused(string prefix, string expected)
    {
        await using var kdc = new FakeKdc(_ => Convert.FromHexString(prefix));

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => AskAsync(kdc));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("000000107e")]
    public async Task One_that_hangs_up_is_no_time_out(string sent)
    {
        await using var kdc = new FakeKdc(_ => Convert.FromHexString(sent));

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => AskAsync(kdc));

        Assert.Equal((TransportStep.Exchange, false), (error.Step, error.IsTimeout));
    }

    [Fact]
    public async Task One_that_is_silent_is_given_up_after_the_time_limit()
    {
        await using var kdc = new FakeKdc(_ => null);

        var asking = AskAsync(kdc);
        await kdc.Asked;
        var waited = await _time.AdvanceUntilAsync(asking);

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => asking);
        Assert.Equal((TransportStep.Exchange, true), (error.Step, error.IsTimeout));
        Assert.Equal($"127.0.0.1:{kdc.Port} accepts connections but did not answer within 2 s.", error.Message);
        Assert.True(waited >= Limit);
    }

    [Fact]
    public async Task One_that_is_silent_is_given_up_at_once_when_cancelled()
    {
        await using var kdc = new FakeKdc(_ => null);
        using var stop = new CancellationTokenSource();

        var asking = AskAsync(kdc, cancellationToken: stop.Token);
        await kdc.Asked;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task One_that_is_not_there_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var error = await Assert.ThrowsAsync<RpcTransportException>(() =>
            KdcProbe.AskAsync("127.0.0.1", port, "CORP.EXAMPLE", "jane", Limit, _time, TestContext.Current.CancellationToken));

        Assert.Equal(TransportStep.Connect, error.Step);
    }

    Task<KdcProbeResult> AskAsync(FakeKdc kdc, string account = "jane", CancellationToken? cancellationToken = null) =>
        KdcProbe.AskAsync(FakeKdc.Host, kdc.Port, "CORP.EXAMPLE", account, Limit, _time, cancellationToken ?? TestContext.Current.CancellationToken);

    static string Principal(AsnReader reader)
    {
        var name = reader.ReadSequence();
        var type = name.ReadSequence(Tag(0)).ReadInteger();
        var parts = name.ReadSequence(Tag(1)).ReadSequence();
        var text = $"{type}";
        while (parts.HasData)
            text += $" {Text(parts)}";
        return text;
    }

    // GeneralString, which the reader does not know.
    static string Text(AsnReader reader)
    {
        var encoded = reader.ReadEncodedValue().Span;
        Assert.Equal(0x1b, encoded[0]);
        return Encoding.UTF8.GetString(encoded[2..]);
    }

    static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
