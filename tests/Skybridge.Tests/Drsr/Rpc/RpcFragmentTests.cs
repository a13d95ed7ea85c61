using CsCheck;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>Requests and answers in as many fragments as it takes.</summary>
public class RpcFragmentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(5776)]
    [InlineData(5777)]
    [InlineData(100_000)]
    public async Task A_call_comes_back_whole_both_ways(int length)
    {
        await using var server = new EchoServer();
        await using var connection = await server.BindAsync();
        var stub = Stub(length);

        Assert.Equal(stub, await connection.EchoAsync(stub));
        Assert.Equal(stub, await connection.EchoAsync(stub));
    }

    [Fact]
    public async Task A_call_without_protection_comes_back_whole()
    {
        await using var server = new EchoServer(isProtected: false);
        await using var connection = await server.BindAsync();
        var stub = Stub(20_000);

        Assert.Equal(stub, await connection.EchoAsync(stub));
    }

    [Fact]
    public async Task No_fragment_is_larger_than_the_server_takes()
    {
        // The server refuses larger ones.
        await using var server = new EchoServer(new() { MaxReceive = 1024 });
        await using var connection = await server.BindAsync();
        var stub = Stub(9_000);

        Assert.Equal(stub, await connection.EchoAsync(stub));
    }

    [Fact]
    public async Task A_server_that_takes_nearly_nothing_is_refused()
    {
        await using var server = new EchoServer(new() { MaxReceive = 1023 });

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.BindAsync());
    }

    [Fact]
    public Task Whatever_the_sizes_a_call_comes_back_whole() =>
        Gen.Select(Gen.Int[0, 12_000], Gen.Int[72, PduHeader.MaxFragment], Gen.Int[1024, PduHeader.MaxFragment]).SampleAsync(
            async (length, fragment, receive) =>
            {
                await using var server = new EchoServer(new() { FragmentSize = fragment, MaxReceive = (ushort)receive });
                await using var connection = await server.BindAsync();
                var stub = Stub(length);

                Assert.Equal(stub, await connection.EchoAsync(stub));
            },
            iter: 50);

    [Fact]
    public async Task An_answer_may_be_as_long_as_the_limit_and_not_longer()
    {
        var pool = new RecordingPool();
        await using var server = new EchoServer(new() { FragmentSize = 512 });
        await using var connection = await server.BindAsync(new RpcOptions { MaxReply = 4000, Pool = pool });

        Assert.Equal(4000, (await connection.EchoAsync(Stub(4000))).Length);
        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => connection.EchoAsync(Stub(4001)));

        Assert.Contains("4000", error.Message, StringComparison.Ordinal);
        pool.AssertAllWiped();
    }

    [Theory]
    [InlineData(true, 1 << 21)]
    [InlineData(false, 1 << 12)]
    public async Task An_allocation_hint_is_believed_up_to_a_limit_and_only_where_it_is_signed(bool isProtected, int limit)
    {
        await using var server = new EchoServer(new() { Shape = fragment => fragment with { Hint = uint.MaxValue } }, isProtected: isProtected);
        var pool = new LargestPool();
        await using var connection = await server.BindAsync(new RpcOptions { Pool = pool });

        Assert.Equal(Stub(40), await connection.EchoAsync(Stub(40)));

        Assert.InRange(pool.Largest, 40, limit);
    }

    [Fact]
    public async Task A_server_that_sends_empty_fragments_for_ever_is_not_listened_to_for_ever()
    {
        await using var server = new EchoServer(new()
        {
            Shape = fragment => fragment with { Stub = default, Flags = fragment.Flags & ~PduFlags.Last, Trailer = fragment.Trailer with { PadLength = 0 } },
        });
        await using var connection = await server.BindAsync();

        await Assert.ThrowsAsync<RpcProtocolException>(() => connection.EchoAsync(Stub(4)));
    }

    static byte[] Stub(int length)
    {
        var stub = new byte[length];
        for (var i = 0; i < length; i++)
            stub[i] = (byte)((i * 7) + (i >> 8));
        return stub;
    }

    sealed class LargestPool : System.Buffers.ArrayPool<byte>
    {
        public int Largest { get; private set; }

        public override byte[] Rent(int minimumLength)
        {
            Largest = Math.Max(Largest, minimumLength);
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false)
        {
        }
    }
}
