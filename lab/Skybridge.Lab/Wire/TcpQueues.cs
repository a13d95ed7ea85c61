using System.Globalization;
using System.Net;

namespace Skybridge.Lab.Wire;

/// <summary>What lies in the kernel's queues: sent to a program, and not read by it yet because it is suspended.</summary>
public static class TcpQueues
{
    const int LocalColumn = 1, QueuesColumn = 4;

    /// <summary>The most bytes that wait on one connection to an IPv4 address and port of this machine.</summary>
    public static long Unread(IPEndPoint listener)
    {
        var address = BitConverter.ToUInt32(listener.Address.GetAddressBytes());
        var local = string.Create(CultureInfo.InvariantCulture, $"{address:X8}:{listener.Port:X4}");
        return File.ReadLines("/proc/net/tcp")
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[LocalColumn] == local)
            .Select(columns => long.Parse(columns[QueuesColumn].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max();
    }
}
