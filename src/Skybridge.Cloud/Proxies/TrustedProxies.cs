using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Skybridge.Cloud.Proxies;

/// <summary>Whose word is taken for where a request comes from: load balancers and reverse proxies, docs/decisions/0132.</summary>
/// <remarks>They say it at the start of a connection (<see cref="ProxyProtocol"/>) or, when they end TLS, in <c>X-Forwarded-For</c>. From anybody else neither is believed.</remarks>
sealed class TrustedProxies(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>More is a mistake.</summary>
    public const int Most = 100;

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => networks.Count == 0;

    /// <summary>Reads what the settings or the command line name.</summary>
    /// <exception cref="FormatException">One of them is no address and no network, or is everybody.</exception>
    public static TrustedProxies Parse(IReadOnlyList<string> texts) => texts.Count <= Most
        ? new([.. texts.Select(Parse)])
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"more than {Most} trusted proxies"));

    /// <summary>Whether this is one of them.</summary>
    public bool Contains(IPAddress? address) => address is not null && networks.Any(network => network.Contains(Plain(address)));

    /// <summary>Has <c>X-Forwarded-For</c> read from the last address back to the first that is no proxy of ours.</summary>
    public void Configure(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
    }

    static IPNetwork Parse(string text)
    {
        var parts = text.Trim().Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var address))
            throw new FormatException($"'{text}' is neither an address nor a network");

        // "10" is an address to the framework: 0.0.0.10. Nobody means that.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != parts[0])
            throw new FormatException($"'{text}' is neither an address nor a network");

        address = Plain(address);
        var longest = address.GetAddressBytes().Length * 8;
        var length = longest;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > longest))
            throw new FormatException($"'{text}' is neither an address nor a network");
        if (length == 0)
            throw new FormatException($"'{text}' is everybody: anybody could say where they come from");
        return new IPNetwork(Base(address, length), length);
    }

    // 10.0.0.5/24 is meant as 10.0.0.0/24.
    static IPAddress Base(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
