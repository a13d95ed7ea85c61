using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Rpc;

/// <summary>A server whose every operation answers with what <see cref="Reply"/> makes of the request: the request itself by default.</summary>
sealed class EchoServer : IAsyncDisposable
{
    public const string Endpoint = "server:1";
    public const ushort Operation = 7;

    readonly Task _running;
    readonly FakeRpcServer _server;

    public EchoServer(FakeRpcBehaviour? behaviour = null, FakeSecurityContext? security = null, bool isProtected = true, RpcInterface? offered = null)
    {
        Behaviour = behaviour ?? new();
        (Stream, var stream) = DuplexPipe.Create();
        var context = isProtected ? security ?? FakeSecurityContext.Server() : null;
        _server = new FakeRpcServer(stream, offered ?? RpcInterface.Drsuapi, context, () => Behaviour, (_, stub) => Reply(stub));
        _running = Task.Run(_server.RunAsync);
        Client = isProtected ? FakeSecurityContext.Client() : null;
    }

    public FakeRpcBehaviour Behaviour { get; set; }

    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Reply { get; set; } = stub => stub;

    /// <summary>The client's end of the security context.</summary>
    public FakeSecurityContext? Client { get; init; }

    /// <summary>The client's end of the connection.</summary>
    public Stream Stream { get; init; }

    public Task Hanging => _server.Hanging;

    public int Calls => _server.Steps.Count(step => step.Kind == FakeStepKind.Call);

    public Task<RpcConnection> BindAsync(RpcOptions? options = null, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? TestContext.Current.CancellationToken;
        return RpcConnection.BindAsync(Stream, Endpoint, RpcInterface.Drsuapi, Client, options ?? new RpcOptions(), token);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        await _running;
    }
}

static class RpcConnectionExtensions
{
    extension(RpcConnection connection)
    {
        /// <summary>Calls the server with these bytes and gives what it answers.</summary>
        public async Task<byte[]> EchoAsync(byte[] stub, CancellationToken? cancellationToken = null)
        {
            using var reply = await connection.CallAsync(EchoServer.Operation, "echo", stub, cancellationToken ?? TestContext.Current.CancellationToken);
            return reply.Stub.ToArray();
        }
    }
}
