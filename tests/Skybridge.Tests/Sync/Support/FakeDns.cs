using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Skybridge.Tests.Sync.Support;

/// <summary>A DNS server on a loopback port of its own, with the records that the test gives it.</summary>
sealed class FakeDns : IAsyncDisposable
{
    readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;

    public FakeDns() => _running = RunAsync();

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    public List<(ushort Priority, ushort Weight, string Target)> Services { get; } = [];

    /// <summary>Those of one question; any other gets <see cref="Services"/>.</summary>
    public Dictionary<string, List<(ushort Priority, ushort Weight, string Target)>> ServicesOf { get; } = [];

    public Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Names that are never answered.</summary>
    public HashSet<string> Silent { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _socket.Dispose();
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _socket.ReceiveAsync(_stop.Token);
                if (Answer(asked.Buffer) is { } answer)
                    await _socket.SendAsync(answer, asked.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Header | question | answers that point to the question's name.
    byte[]? Answer(byte[] query)
    {
        var labels = new List<string>();
        var at = 12;
        for (; query[at] != 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var name = string.Join('.', labels);
        if (Silent.Contains(name))
            return null;

        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        List<byte[]> data = type switch
        {
            33 => [.. ServicesOf.GetValueOrDefault(name, Services).Select(one => (byte[])[.. Big(one.Priority), .. Big(one.Weight), .. Big(389), .. Name(one.Target)])],
            1 when Addresses.TryGetValue(name, out var address) => [IPAddress.Parse(address).GetAddressBytes()],
            _ => [],
        };
        return
        [
            query[0], query[1], 0x85, 0x80, 0, 1, .. Big((ushort)data.Count), 0, 0, 0, 0, .. query.AsSpan(12, at + 5 - 12),
            .. data.SelectMany(one => (byte[])[0xc0, 12, .. Big(type), 0, 1, 0, 0, 0, 60, .. Big((ushort)one.Length), .. one]),
        ];
    }

    static byte[] Big(ushort number) => [(byte)(number >> 8), (byte)number];

    static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
