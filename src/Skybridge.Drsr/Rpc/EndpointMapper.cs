using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Rpc;

/// <summary>Asks a server's endpoint mapper on which TCP port an interface listens.</summary>
/// <remarks>[C706] ept_map; [MS-RPCE] EPM. Not authenticated: a wrong answer only leads to a port where authentication fails.</remarks>
public static class EndpointMapper
{
    /// <summary>The well-known port of the mapper.</summary>
    public const int Port = 135;

    const ushort MapOperation = 3;
    const int MaxTowers = 64;
    const int MaxTowerBytes = 1024;

    /// <summary>Asks where <paramref name="target"/> listens. The addresses in the answer are ignored: the host is the one that was asked.</summary>
    /// <exception cref="RpcTransportException">The mapper cannot be reached.</exception>
    /// <exception cref="EndpointNotFoundException">The mapper knows no TCP port for the interface.</exception>
    public static async Task<int> MapAsync(string host, RpcInterface target, RpcOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var stream = await TcpTransport.ConnectAsync(host, Port, options, cancellationToken).ConfigureAwait(false);
        return await MapAsync(stream, TcpTransport.Endpoint(host, Port), target, options, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<int> MapAsync(Stream stream, string endpoint, RpcInterface target, RpcOptions options, CancellationToken cancellationToken)
    {
        var connection = await RpcConnection.BindAsync(stream, endpoint, RpcInterface.EndpointMapper, null, options, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var reply = await connection.CallAsync(MapOperation, "ept_map", WriteRequest(target), cancellationToken).ConfigureAwait(false);
            return ReadReply(reply.Stub.Span) ?? throw new EndpointNotFoundException(endpoint, target);
        }
    }

    // obj ptr | tower ptr | { max, length, octets } | entry handle 20 | max_towers
    static ReadOnlyMemory<byte> WriteRequest(RpcInterface target)
    {
        var tower = WriteTower(target);
        return new NdrWriter()
            .WritePointer(false)
            .WritePointer(true)
            .WriteUInt32((uint)tower.Length)
            .WriteUInt32((uint)tower.Length)
            .WriteBytes(tower)
            .Align(4)
            .WriteBytes(new byte[20])
            .WriteUInt32(4)
            .Stub;
    }

    // Five floors: interface, NDR, connection-oriented RPC, TCP, IP. Each is { length u16, left side, length u16, right side }.
    static byte[] WriteTower(RpcInterface target)
    {
        var tower = new List<byte> { 5, 0 };
        AddSyntax(tower, target);
        AddSyntax(tower, RpcInterface.Ndr);
        AddFloor(tower, [0x0b], [0, 0]);
        AddFloor(tower, [FloorReader.Tcp], [0, 0]);
        AddFloor(tower, [0x09], [0, 0, 0, 0]);
        return [.. tower];
    }

    static void AddSyntax(List<byte> tower, RpcInterface syntax) =>
        AddFloor(tower, [0x0d, .. syntax.Id.ToByteArray(), (byte)syntax.Major, (byte)(syntax.Major >> 8)], [(byte)syntax.Minor, (byte)(syntax.Minor >> 8)]);

    static void AddFloor(List<byte> tower, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        tower.AddRange([(byte)left.Length, 0, .. left]);
        tower.AddRange([(byte)right.Length, 0, .. right]);
    }

    // entry handle 20 | num u32 | max, offset, actual | pointers | { max, length, octets }... | status
    internal static int? ReadReply(ReadOnlySpan<byte> stub)
    {
        var reader = new NdrReader(stub);
        reader.ReadBytes(20);
        reader.ReadUInt32();
        reader.ReadUInt32();
        reader.ExpectUInt32(0, "the offset of the towers");
        var count = reader.ReadCount(4, MaxTowers, "towers");
        var present = 0;
        for (var i = 0; i < count; i++)
            present += reader.ReadPointer() ? 1 : 0;

        int? port = null;
        for (var i = 0; i < present; i++)
        {
            reader.ReadUInt32();
            var length = reader.ReadCount(1, MaxTowerBytes, "bytes of a tower");
            port ??= FloorReader.FindTcpPort(reader.ReadBytes(length));
        }

        return port;
    }

    /// <summary>Walks the floors of a tower.</summary>
    static class FloorReader
    {
        public const byte Tcp = 0x07;

        public static int? FindTcpPort(ReadOnlySpan<byte> tower)
        {
            var reader = new NdrReader(tower);
            var floors = BinaryPrimitives.ReadUInt16LittleEndian(reader.ReadBytes(2));
            for (var i = 0; i < floors; i++)
            {
                var left = ReadSide(ref reader);
                var right = ReadSide(ref reader);
                if (left is [Tcp, ..] && right.Length == 2 && BinaryPrimitives.ReadUInt16BigEndian(right) is > 0 and var port)
                    return port;
            }

            return null;
        }

        static ReadOnlySpan<byte> ReadSide(ref NdrReader reader) => reader.ReadBytes(BinaryPrimitives.ReadUInt16LittleEndian(reader.ReadBytes(2)));
    }
}
