using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>A server that falls silent, wherever: the time limit ends the wait, and so does cancellation, at once.</summary>
public class RpcWaitTests
{
    static readonly byte[] Request = new byte[2000];
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly FakeTimeProvider _time = new();

    RpcOptions Options => new() { CallTimeout = Limit, Time = _time };

    [Theory]
    [InlineData(FakeStepKind.Bind, 0)]
    [InlineData(FakeStepKind.Bind, 10)]
    [InlineData(FakeStepKind.Alter, 0)]
    [InlineData(FakeStepKind.Alter, 30)]
    [InlineData(FakeStepKind.Call, 0)]
    [InlineData(FakeStepKind.Call, 15)]
    [InlineData(FakeStepKind.Call, 16)]
    [InlineData(FakeStepKind.Call, 500)]
    [InlineData(FakeStepKind.Call, 512)]
    [InlineData(FakeStepKind.Call, 700)]
    public async Task Silence_ends_with_the_time_limit(FakeStepKind kind, int after)
    {
        await using var server = Silent(kind, after);

        var exchange = ExchangeAsync(server, CancellationToken.None);
        var waited = await _time.AdvanceUntilAsync(exchange);

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => exchange);
        Assert.Equal((TransportStep.Exchange, true), (error.Step, error.IsTimeout));
        Assert.Equal("server:1 did not answer within 30 s.", error.Message);
        Assert.True(error.IsTransient);
        Assert.True(waited >= Limit);
        Assert.True(server.Client!.IsDisposed);
    }

    [Theory]
    [InlineData(FakeStepKind.Bind, 0)]
    [InlineData(FakeStepKind.Alter, 0)]
    [InlineData(FakeStepKind.Call, 0)]
    [InlineData(FakeStepKind.Call, 700)]
    public async Task Silence_ends_with_cancellation_at_once(FakeStepKind kind, int after)
    {
        await using var server = Silent(kind, after);
        using var stop = new CancellationTokenSource();

        var exchange = ExchangeAsync(server, stop.Token);
        await server.Hanging;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange);
        Assert.True(server.Client!.IsDisposed);
    }

    [Fact]
    public async Task Who_cancels_when_time_is_up_has_cancelled()
    {
        await using var server = Silent(FakeStepKind.Call, 0);
        using var stop = new CancellationTokenSource();
        using var both = stop.Token.Register(() => _time.Advance(Limit));

        var exchange = ExchangeAsync(server, stop.Token);
        await server.Hanging;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_is_not_sent()
    {
        await using var server = new EchoServer();
        await using var connection = await server.BindAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.EchoAsync(Request, new CancellationToken(canceled: true)));

        Assert.Equal(0, server.Calls);
    }

    [Fact]
    public async Task A_server_that_does_not_take_the_request_is_not_waited_for_for_ever()
    {
        var (client, deaf) = DuplexPipe.Create(capacity: 100);
        await using var channel = new PduChannel(client, "server:1", Options);

        var sending = channel.SendAsync(new byte[5000], CancellationToken.None);
        await _time.AdvanceUntilAsync(sending);

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => sending);
        Assert.Equal("server:1 did not take a request within 30 s.", error.Message);
        Assert.True(error.IsTimeout);
        await deaf.DisposeAsync();
    }

    [Fact]
    public async Task Each_fragment_has_a_time_limit_of_its_own()
    {
        await using var server = new EchoServer(new() { FragmentSize = 512 });
        var slow = new SlowStream(server.Stream, () => _time.Advance(Limit / 2));
        await using var connection = await RpcConnection.BindAsync(
            slow, EchoServer.Endpoint, RpcInterface.Drsuapi, server.Client, Options, TestContext.Current.CancellationToken);

        Assert.Equal(Request, await connection.EchoAsync(Request));
    }

    [Fact]
    public async Task A_server_that_hangs_up_in_the_middle_is_no_time_out()
    {
        await using var server = new EchoServer(new()
        {
            FragmentSize = 512,
            Interrupt = step => step.Kind == FakeStepKind.Call ? FakeAnswer.CloseAfter(700) : null,
        });

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => ExchangeAsync(server, CancellationToken.None));

        Assert.False(error.IsTimeout);
        Assert.Equal("server:1 closed the connection.", error.Message);
    }

    async Task ExchangeAsync(EchoServer server, CancellationToken cancellationToken)
    {
        await using var connection = await server.BindAsync(Options, cancellationToken);
        await connection.EchoAsync(Request, cancellationToken);
    }

    static EchoServer Silent(FakeStepKind kind, int after) =>
        new(new() { FragmentSize = 512, Interrupt = step => step.Kind == kind ? FakeAnswer.HangAfter(after) : null });

    /// <summary>Time passes before each PDU.</summary>
    sealed class SlowStream(Stream inner, Action pass) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Length == PduHeader.Size)
                pass();
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);
    }
}
