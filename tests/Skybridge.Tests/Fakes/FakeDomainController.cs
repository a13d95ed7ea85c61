using System.Collections.Concurrent;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Tests.Fakes;

/// <summary>
/// A domain controller in memory: endpoint mapper and replication service over connections that really fragment, encrypt and sign, in
/// front of a scripted <see cref="FakeDirectory"/>. See the README beside it.
/// </summary>
/// <example>
/// <code>
/// await using var dc = new FakeDomainController();
/// var anna = dc.Directory.AddUser("anna", "P@ssw0rd");
/// await using var drs = await dc.ConnectAsync(cancellationToken);
/// </code>
/// </example>
sealed class FakeDomainController(FakeDirectory? directory = null) : IAsyncDisposable
{
    public const string Endpoint = "dc1.corp.example:49152";

    readonly ConcurrentQueue<FakeChangesRequest> _requests = new();
    readonly List<(FakeRpcServer Server, Task Running, Stream Stream)> _connections = [];

    /// <summary>What is served. May be replaced: by a copy of earlier, and the database was restored from a backup.</summary>
    public FakeDirectory Directory { get; set; } = directory ?? new FakeDirectory();

    /// <summary>How RPC is spoken, and what is done instead of the usual. Looked at before every step.</summary>
    public FakeRpcBehaviour Rpc { get; set; } = new();

    /// <summary>What the replication service says it can do.</summary>
    public FakeServiceOptions Service { get; set; } = new();

    /// <summary>The server's end of the next connection's security context; a fresh one by default.</summary>
    public Func<FakeSecurityContext> Security { get; set; } = () => FakeSecurityContext.Server();

    /// <summary>What the endpoint mapper answers; a port by default.</summary>
    public int Port { get; set; } = 49152;

    /// <summary>How many connections were opened.</summary>
    public int Connections => _connections.Count;

    /// <summary>What the latest connection was asked so far.</summary>
    public IReadOnlyCollection<FakeStep> Steps => _connections[^1].Server.Steps;

    /// <summary>The requests for changes on whatever connection, in order: what was asked for, and from where.</summary>
    public IReadOnlyCollection<FakeChangesRequest> Requests => _requests;

    /// <summary>Completes when the latest connection has fallen silent.</summary>
    public Task Hanging => _connections[^1].Server.Hanging;

    /// <summary>Connects, binds, opens a replication handle.</summary>
    public Task<DrsClient> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(new RpcOptions(), cancellationToken);

    /// <summary>Connects, binds, opens a replication handle.</summary>
    public Task<DrsClient> ConnectAsync(RpcOptions options, CancellationToken cancellationToken) =>
        DrsClient.OpenAsync(Open(), Endpoint, FakeSecurityContext.Client(), options, cancellationToken);

    /// <summary>Opens a connection to the replication service.</summary>
    public Stream Open()
    {
        var security = Security();
        var service = new FakeDrsuapi(() => Directory, () => Service, security.CopySessionKey, _requests.Enqueue);
        return Serve(RpcInterface.Drsuapi, security, service.Call);
    }

    /// <summary>Opens a connection to the endpoint mapper.</summary>
    public Stream OpenEndpointMapper() => Serve(RpcInterface.EndpointMapper, null, (_, _) => FakeTowers.Reply(FakeTowers.Tcp(Port)));

    /// <summary>Closes all connections, as a domain controller does that is restarted. It takes new ones at once.</summary>
    /// <exception cref="InvalidDataException">A client had sent what it should not.</exception>
    public async Task HangUpAsync()
    {
        foreach (var (_, running, stream) in _connections)
        {
            await stream.DisposeAsync();
            await running;
        }
    }

    /// <summary>Closes all connections.</summary>
    /// <exception cref="InvalidDataException">A client had sent what it should not.</exception>
    public async ValueTask DisposeAsync() => await HangUpAsync();

    Stream Serve(RpcInterface offered, FakeSecurityContext? security, Func<ushort, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> call)
    {
        var (client, stream) = DuplexPipe.Create();
        var server = new FakeRpcServer(stream, offered, security, () => Rpc, call);
        _connections.Add((server, Task.Run(server.RunAsync), stream));
        return client;
    }
}

/// <summary>Writes what an endpoint mapper answers.</summary>
static class FakeTowers
{
    /// <summary>The tower of the replication service on a TCP port.</summary>
    public static byte[] Tcp(int port) => Tower(0x07, [(byte)(port >> 8), (byte)port]);

    /// <summary>A tower whose fourth floor is that of a transport.</summary>
    public static byte[] Tower(byte protocol, byte[] address) =>
    [
        5, 0,
        .. Floor([0x0d, .. RpcInterface.Drsuapi.Id.ToByteArray(), 4, 0], [0, 0]),
        .. Floor([0x0d, .. RpcInterface.Ndr.Id.ToByteArray(), 2, 0], [0, 0]),
        .. Floor([0x0b], [0, 0]),
        .. Floor([protocol], address),
        .. Floor([0x09], [127, 0, 0, 1]),
    ];

    /// <summary>A reply of these towers.</summary>
    public static ReadOnlyMemory<byte> Reply(params byte[][] towers)
    {
        var count = (uint)towers.Length;
        var writer = new NdrWriter().WriteBytes(new byte[20]).WriteUInt32(count).WriteUInt32(count).WriteUInt32(0).WriteUInt32(count);
        Array.ForEach(towers, _ => writer.WritePointer(true));
        foreach (var tower in towers)
            writer.WriteUInt32((uint)tower.Length).WriteUInt32((uint)tower.Length).WriteBytes(tower).Align(4);
        return writer.WriteUInt32(towers.Length > 0 ? 0u : 0x16c9a0d6).Stub;
    }

    static byte[] Floor(byte[] left, byte[] right) => [(byte)left.Length, 0, .. left, (byte)right.Length, 0, .. right];
}
