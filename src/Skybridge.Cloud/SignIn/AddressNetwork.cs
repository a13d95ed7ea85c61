using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Skybridge.Cloud.SignIn;

/// <summary>What counts as one address.</summary>
static class AddressNetwork
{
    const int NetworkBytes = 8;

    /// <summary>An IPv4 address, or an IPv6 network: whoever has one of those has 2^64 addresses in it.</summary>
    public static UInt128 Key(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is not null)
        {
            address.MapToIPv6().TryWriteBytes(bytes, out _);
            if (!address.IsIPv4MappedToIPv6 && address.AddressFamily == AddressFamily.InterNetworkV6)
                bytes[NetworkBytes..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
