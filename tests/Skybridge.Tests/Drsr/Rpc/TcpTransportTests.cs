using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

public class TcpTransportTests
{
    readonly FakeTimeProvider _time = new();

    RpcOptions Options => new() { Time = _time };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_is_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await using var stream = await TcpTransport.ConnectAsync("127.0.0.1", Port(listener), Options, Token);

        using var accepted = await listener.AcceptTcpClientAsync(Token);
        await stream.WriteAsync(new byte[] { 42 }, Token);
        Assert.Equal(42, accepted.GetStream().ReadByte());
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_refused_by_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = Port(listener);
        listener.Stop();

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => TcpTransport.ConnectAsync("127.0.0.1", port, Options, Token));

        Assert.Equal((TransportStep.Connect, false, SocketError.ConnectionRefused), (error.Step, error.IsTimeout, error.SocketError));
        Assert.Equal($"127.0.0.1:{port}", error.Endpoint);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_name_that_no_resolver_can_know_has_no_address()
    {
        // Longer than a label may be: refused by the resolver itself, without a question to any server.
        var error = await Assert.ThrowsAsync<RpcTransportException>(() => TcpTransport.ConnectAsync(new string('x', 70), 135, Options, Token));

        Assert.Equal((TransportStep.Resolve, false), (error.Step, error.IsTimeout));
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_after_the_time_limit()
    {
        using var mute = new MuteListener();

        var connecting = TcpTransport.ConnectAsync("127.0.0.1", mute.Port, Options, Token);
        var waited = await _time.AdvanceUntilAsync(connecting);

        var error = await Assert.ThrowsAsync<RpcTransportException>(() => connecting);
        Assert.Equal((TransportStep.Connect, true), (error.Step, error.IsTimeout));
        Assert.Equal($"127.0.0.1:{mute.Port} did not accept a TCP connection within 5 s.", error.Message);
        Assert.True(waited >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_at_once_when_cancelled()
    {
        using var mute = new MuteListener();
        using var stop = new CancellationTokenSource();

        var connecting = TcpTransport.ConnectAsync("127.0.0.1", mute.Port, Options, stop.Token);
        Assert.False(connecting.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Theory]
    [InlineData("dc1.corp.example", "dc1.corp.example:135")]
    [InlineData("10.0.0.10", "10.0.0.10:135")]
    [InlineData("fd00::1", "[fd00::1]:135")]
    public void An_endpoint_is_written_as_usual(string host, string expected) => Assert.Equal(expected, TcpTransport.Endpoint(host, 135));

    static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A listener whose queue is full, so that the kernel drops whoever else wants to connect.</summary>
    sealed class MuteListener : IDisposable
    {
        readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        readonly List<Socket> _waiting = [];

        public MuteListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            var endpoint = _listener.LocalEndPoint!;

            // Linux queues one more than it was told. What does not connect at once never will.
            for (var i = 0; i < 3; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _waiting.Add(socket);
                try
                {
                    socket.Connect(endpoint);
                }
                catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                }
            }
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _waiting.ForEach(socket => socket.Dispose());
            _listener.Dispose();
        }
    }
}
