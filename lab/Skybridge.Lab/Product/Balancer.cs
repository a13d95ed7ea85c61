using System.Net;
using System.Net.Sockets;

namespace Skybridge.Lab.Product;

/// <summary>A load balancer as they are: it hands each connection to the next server that takes it, and knows nothing of what is in it.</summary>
public sealed class Balancer : IAsyncDisposable
{
    const int BufferSize = 64 * 1024;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Task _serving;
    IReadOnlyList<int> _ports = [];
    int _next;

    public Balancer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What people and agents know.</summary>
    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Names the servers.</summary>
    public void Serve(params IEnumerable<Uri> servers) => _ports = [.. servers.Select(server => server.Port)];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    async Task ServeAsync()
    {
        var joined = new List<Task>();
        try
        {
            while (true)
            {
                joined.Add(JoinAsync(await _listener.AcceptSocketAsync(_end.Token)));
                joined.RemoveAll(task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(joined);
        }
    }

    async Task JoinAsync(Socket client)
    {
        using var _ = client;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var ports = _ports;
        var turn = (uint)Interlocked.Increment(ref _next);
        for (var i = 0; i < ports.Count; i++)
        {
            using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                var port = ports[(int)((turn + (uint)i) % (uint)ports.Count)];
                await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), either.Token);
            }
            catch (SocketException)
            {
                continue; // It is down: the next one.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.WhenAll(PumpAsync(client, server, either), PumpAsync(server, client, either));
            return;
        }
    }

    static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource either)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, either.Token) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count), either.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // One of the two hung up, or the end.
        }

        await either.CancelAsync();
    }
}
