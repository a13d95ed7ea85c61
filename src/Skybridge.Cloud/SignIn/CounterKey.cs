using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Skybridge.Cloud.SignIn;

/// <summary>Makes what counters are kept by: keyed hashes, so that whoever reads them learns no names, passwords and addresses.</summary>
/// <param name="secret">Of this process alone; or the same for all nodes that share a database, and not in it.</param>
sealed class CounterKey(byte[] secret)
{
    /// <summary>One that ends with the process.</summary>
    public static CounterKey OfThisProcess() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Of a text.</summary>
    public UInt128 Hash(string kind, string text) => Hash(kind, Encoding.UTF8.GetBytes(text));

    /// <summary>Of an IPv4 address or an IPv6 network.</summary>
    public UInt128 Hash(string kind, IPAddress? address) => Hash(kind, AddressNetwork.Key(address));

    /// <summary>Of a network (<see cref="AddressNetwork"/>).</summary>
    public UInt128 Hash(string kind, UInt128 network) => Hash(kind, network.ToString("x32", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Of bytes.</summary>
    public UInt128 Hash(string kind, ReadOnlySpan<byte> data)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.UTF8.GetBytes(kind));
        hmac.AppendData([0]);
        hmac.AppendData(data);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
