using System.Net;
using System.Net.Sockets;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Domains;

/// <summary>An address of 127.0.0.0/8 that no other lab on this machine uses, until disposed or the process ends.</summary>
public sealed class LoopbackAddress : IDisposable
{
    /// <summary>Ports that a domain controller needs; DNS is asked for by the labs that serve it.</summary>
    internal static readonly int[] Ports = [88, 135, 389, 464, 636, 3268, 3269];

    const int DnsPort = 53;
    readonly MachineLock _lock;

    LoopbackAddress(IPAddress address, MachineLock held) => (Address, _lock) = (address, held);

    public IPAddress Address { get; }

    /// <summary>Takes the first free address of 127.0.64.0/18; people's own domain controllers stay below that.</summary>
    /// <remarks>Always from the start, so that the same checkout alone on a machine gets the same address again and finds its cache.</remarks>
    public static LoopbackAddress Reserve()
    {
        for (var number = 0; number < 64 * 254; number++)
        {
            // Never .0, which some programs take for a network.
            var address = new IPAddress([127, 0, (byte)(64 + number / 254), (byte)(1 + number % 254)]);
            if (MachineLock.TryTake(address.ToString()) is not { } held)
                continue;
            if (TakenPorts(address, dns: true).Count == 0)
                return new(address, held);
            held.Dispose();
        }

        throw new LabException("No loopback address is free.", "Stop labs that nobody uses: skybridge-lab dc stop --home DIR.");
    }

    /// <summary>Which of the ports of a domain controller somebody else listens on.</summary>
    public static IReadOnlyList<int> TakenPorts(IPAddress address, bool dns) =>
        [.. (dns ? [.. Ports, DnsPort] : Ports).Where(port => !CanListen(address, port))];

    /// <summary>Gives the address back.</summary>
    public void Dispose() => _lock.Dispose();

    static bool CanListen(IPAddress address, int port)
    {
        // .NET sets SO_REUSEADDR on Linux, so connections that linger from the last lab do not count as taken.
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
