using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Vectors;

namespace Skybridge.Tests.Drsr.Rpc;

public class EndpointMapperTests
{
    const byte Tcp = 0x07;
    const byte Udp = 0x08;
    const byte NamedPipe = 0x0f;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_port_comes_from_the_mapper()
    {
        await using var dc = new FakeDomainController { Port = 65001 };

        Assert.Equal(65001, await MapAsync(dc.OpenEndpointMapper()));
    }

    [Fact]
    public async Task The_request_is_what_a_domain_controller_answered()
    {
        byte[] sent = [];
        await using var server = new EchoServer(isProtected: false, offered: RpcInterface.EndpointMapper);
        server.Reply = stub =>
        {
            sent = stub.ToArray();
            return FakeTowers.Reply(FakeTowers.Tcp(49152));
        };

        await MapAsync(server.Stream);

        Assert.Equal(Vector.Read("endpoint-map.txt", "request")["stub"], Convert.ToHexStringLower(sent));
    }

    [Fact]
    public void A_real_answer_is_read()
    {
        foreach (var vector in Vector.Read("endpoint-map.txt").Where(vector => vector.Has("expect")))
            Assert.Equal(vector["expect"], $"{EndpointMapper.ReadReply(vector.Bytes("stub"))}");
    }

    [Fact]
    public void The_first_tower_with_a_tcp_port_counts()
    {
        var reply = FakeTowers.Reply(
            FakeTowers.Tower(NamedPipe, [.. @"\pipe\lsass"u8, 0]),
            FakeTowers.Tower(Udp, [1, 2]),
            FakeTowers.Tcp(0),
            FakeTowers.Tcp(49300),
            FakeTowers.Tcp(49301));

        Assert.Equal(49300, EndpointMapper.ReadReply(reply.Span));
    }

    [Fact]
    public void A_tower_of_another_shape_has_no_port()
    {
        Assert.Null(EndpointMapper.ReadReply(FakeTowers.Reply(FakeTowers.Tower(Tcp, [1, 2, 3])).Span));
        Assert.Null(EndpointMapper.ReadReply(FakeTowers.Reply([0, 0]).Span));
    }

    [Fact]
    public async Task A_mapper_that_knows_no_port_says_so()
    {
        await using var server = new EchoServer(isProtected: false, offered: RpcInterface.EndpointMapper) { Reply = _ => FakeTowers.Reply() };

        var error = await Assert.ThrowsAsync<EndpointNotFoundException>(() => MapAsync(server.Stream));

        Assert.True(error.IsTransient);
        Assert.Contains("mapper:135", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_tower_is_passed_over()
    {
        var reply = FakeTowers.Reply(FakeTowers.Tcp(1), FakeTowers.Tcp(49300)).ToArray();
        var first = reply.AsSpan(36, 4);
        Assert.NotEqual(0u, BinaryPrimitives.ReadUInt32LittleEndian(first));
        first.Clear();

        // The referent of the first is gone with it.
        byte[] cut = [.. reply[..44], .. reply[(44 + 8 + FakeTowers.Tcp(1).Length + 1)..]];

        Assert.Equal(49300, EndpointMapper.ReadReply(cut));
    }

    [Theory]
    [InlineData(65u)]
    [InlineData(uint.MaxValue)]
    public void Too_many_towers_are_refused(uint count)
    {
        var reply = new byte[1000];
        BinaryPrimitives.WriteUInt32LittleEndian(reply.AsSpan(32), count);

        Assert.Throws<NdrException>(() => EndpointMapper.ReadReply(reply));
    }

    [Fact]
    public void A_floor_longer_than_its_tower_is_refused()
    {
        var tower = FakeTowers.Tcp(49300);
        tower[2] = 0xff;

        Assert.Throws<NdrException>(() => EndpointMapper.ReadReply(FakeTowers.Reply(tower).Span));
    }

    [Fact]
    public void A_tower_larger_than_any_is_refused() =>
        Assert.Throws<NdrException>(() => EndpointMapper.ReadReply(FakeTowers.Reply(FakeTowers.Tower(NamedPipe, new byte[60_000])).Span));

    [Fact]
    public async Task A_mapper_that_speaks_something_else_is_refused()
    {
        var (client, server) = DuplexPipe.Create();
        await server.WriteAsync("+OK ready\r\n and waiting for you"u8.ToArray(), Token);

        await Assert.ThrowsAsync<RpcProtocolException>(() => MapAsync(client));
    }

    [Fact]
    public void Bind_answers_of_a_real_server_are_read()
    {
        foreach (var vector in Vector.Read("bind-answer.txt"))
        {
            var pdu = vector.Bytes("pdu");
            var header = PduHeader.Read(pdu);
            var answer = BindAckPdu.Read(pdu);

            string[] found =
            [
                $"max-receive {answer.MaxReceive}, group 0x{answer.AssociationGroup:x8}, result {answer.Result}, reason {answer.Reason}",
                $"token {header.AuthLength}",
            ];
            Assert.Equal(vector.All("expect"), found);
        }
    }

    static Task<int> MapAsync(Stream stream) => EndpointMapper.MapAsync(stream, "mapper:135", RpcInterface.Drsuapi, new RpcOptions(), Token);
}
