using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Skybridge.LabTests.Drsr;

/// <summary>Which way a fragment goes.</summary>
enum Direction
{
    Request,
    Response,
}

/// <summary>Somebody between a client and a domain controller, who knows where fragments begin, and may change or cut one of the sealed ones.</summary>
sealed class TamperingProxy : IAsyncDisposable
{
    const int HeaderSize = 16;
    const byte Request = 0;
    const byte Response = 2;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly IPEndPoint _server;
    readonly CancellationTokenSource _end = new();
    readonly Task _serving;

    public TamperingProxy(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Sees each sealed fragment with its number on the connection, may change it in place, and says how much of it goes on: all of it, or less and then nothing more.</summary>
    public Func<Direction, int, Memory<byte>, int> Tamper { get; set; } = (_, _, pdu) => pdu.Length;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptSocketAsync(_end.Token);
                using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(_server, _end.Token);
                await JoinAsync(client, server);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    // Until either side hangs up: then both do.
    async Task JoinAsync(Socket client, Socket server)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var there = PumpAsync(client, server, Direction.Request, either);
        var back = PumpAsync(server, client, Direction.Response, either);
        await Task.WhenAll(there, back);
    }

    async Task PumpAsync(Socket from, Socket to, Direction direction, CancellationTokenSource either)
    {
        try
        {
            using var stream = new NetworkStream(from);
            var buffer = new byte[ushort.MaxValue];
            for (var sealedOnes = 0; ;)
            {
                await stream.ReadExactlyAsync(buffer.AsMemory(0, HeaderSize), either.Token);
                var pdu = buffer.AsMemory(0, BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(8)));
                await stream.ReadExactlyAsync(pdu[HeaderSize..], either.Token);
                var isSealed = buffer[2] is Request or Response && BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(10)) > 0;
                var length = isSealed ? Tamper(direction, sealedOnes++, pdu) : pdu.Length;
                await to.SendAsync(pdu[..length], either.Token);
                if (length < pdu.Length)
                    return;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // Somebody hung up.
        }
        finally
        {
            await either.CancelAsync();
        }
    }
}
