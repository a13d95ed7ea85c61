using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>A server that holds the key but not the rules: what it protects properly and yet must not send.</summary>
public class RpcRuleTests
{
    // Five fragments of up to 448 bytes.
    static readonly byte[] Request = new byte[2000];

    [Fact]
    public Task A_wrong_call_id_is_refused() => AssertRefused<RpcProtocolException>("call", fragment => fragment with { CallId = fragment.CallId + 1 });

    [Fact]
    public Task A_wrong_call_id_in_the_middle_is_refused() =>
        AssertRefused<RpcProtocolException>("call", fragment => fragment.Index == 2 ? fragment with { CallId = fragment.CallId - 1 } : fragment);

    [Fact]
    public Task An_answer_that_does_not_begin_is_refused() =>
        AssertRefused<RpcProtocolException>("out of order", fragment => fragment with { Flags = fragment.Flags & ~PduFlags.First });

    [Fact]
    public Task An_answer_that_begins_twice_is_refused() =>
        AssertRefused<RpcProtocolException>("out of order", fragment => fragment.Index == 2 ? fragment with { Flags = PduFlags.First } : fragment);

    [Fact]
    public async Task What_comes_after_the_end_is_refused_by_the_next_call()
    {
        await using var server = new EchoServer(new()
        {
            FragmentSize = 512,
            Shape = fragment => fragment with { Flags = fragment.Index == 1 ? PduFlags.Last : fragment.Flags },
        });
        await using var connection = await server.BindAsync();
        Assert.True((await connection.EchoAsync(Request)).Length < Request.Length);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => connection.EchoAsync(Request));

        Assert.Contains("answers call", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(99)]
    public Task A_pdu_of_another_type_is_refused(byte type) =>
        AssertRefused<RpcProtocolException>($"type {type}", fragment => fragment with { Type = (PduType)type });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public Task An_unprotected_fragment_is_refused(int index) =>
        AssertRefused<RpcProtocolException>("unprotected", fragment => fragment with { Protected = fragment.Index != index });

    [Fact]
    public Task Another_authentication_type_is_refused() =>
        AssertRefused<RpcProtocolException>("authentication", fragment => fragment with { Trailer = fragment.Trailer with { Type = 10 } });

    [Fact]
    public Task A_lower_authentication_level_is_refused() =>
        AssertRefused<RpcProtocolException>("authentication", fragment => fragment with { Trailer = fragment.Trailer with { Level = 5 } });

    [Fact]
    public Task Another_authentication_context_is_refused() =>
        AssertRefused<RpcProtocolException>("authentication", fragment => fragment with { Trailer = fragment.Trailer with { ContextId = 2 } });

    [Fact]
    public Task More_padding_than_body_is_refused() =>
        AssertRefused<RpcProtocolException>(
            "padding", fragment => fragment with { Stub = fragment.Stub[..16], Trailer = fragment.Trailer with { PadLength = 17 } });

    [Fact]
    public async Task A_fault_keeps_its_code_and_the_call_its_name()
    {
        await using var server = new EchoServer(new() { Interrupt = step => step.Kind == FakeStepKind.Call ? FakeAnswer.Fault(0x1c010002) : null });
        await using var connection = await server.BindAsync();

        var error = await Assert.ThrowsAsync<RpcFaultException>(() => connection.EchoAsync(Request));

        Assert.Equal(0x1c010002u, error.Status);
        Assert.Equal("echo was refused by the server's RPC runtime with fault 0x1c010002 (operation number out of range).", error.Message);
    }

    [Fact]
    public Task A_fault_without_a_status_is_refused() => AssertRefused<RpcProtocolException>("fault", fragment => fragment with
    {
        Type = PduType.Fault,
        Protected = false,
        Stub = default,
    });

    [Fact]
    public async Task After_a_failure_the_connection_sends_nothing_any_more()
    {
        await using var server = new EchoServer(new() { Interrupt = step => step is { Kind: FakeStepKind.Call, Number: 1 } ? FakeAnswer.Fault(5) : null });
        await using var connection = await server.BindAsync();
        await Assert.ThrowsAsync<RpcFaultException>(() => connection.EchoAsync(Request));

        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.EchoAsync(Request));

        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task Disposing_wipes_the_buffers_and_ends_the_security_context()
    {
        await using var server = new EchoServer();
        var peeking = new PeekingStream(server.Stream);
        var connection = await RpcConnection.BindAsync(
            peeking, EchoServer.Endpoint, RpcInterface.Drsuapi, server.Client, new RpcOptions(), TestContext.Current.CancellationToken);
        await connection.EchoAsync(Request);
        Assert.Contains(peeking.Buffers, HoldsSomething);

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        Assert.DoesNotContain(peeking.Buffers, HoldsSomething);
        Assert.True(server.Client!.IsDisposed);
    }

    static async Task AssertRefused<TException>(string expected, Func<FakeFragment, FakeFragment> shape)
        where TException : DrsrException
    {
        var pool = new RecordingPool();
        await using var server = new EchoServer(new() { FragmentSize = 512, Shape = shape });
        await using var connection = await server.BindAsync(new RpcOptions { Pool = pool });

        var error = await Assert.ThrowsAsync<TException>(() => connection.EchoAsync(Request));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (pool.Outstanding, pool.Unwiped));
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.EchoAsync(Request));
    }

    static bool HoldsSomething(ReadOnlyMemory<byte> memory) => memory.Span.ContainsAnyExcept((byte)0);

    /// <summary>Remembers the memory that a call was sent from and received into; tokens, which are no secrets, aside.</summary>
    sealed class PeekingStream(Stream inner) : MemoryStream
    {
        public List<ReadOnlyMemory<byte>> Buffers { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Buffers.Add(buffer);
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Span[2] == (byte)PduType.Request)
                Buffers.Add(buffer);
            return inner.WriteAsync(buffer, cancellationToken);
        }
    }
}
