using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Hosting;

/// <summary>Where the server listens. There is no other way in than HTTPS.</summary>
sealed record ListenAddress(string Host, int Port)
{
    const int DefaultPort = 443;

    /// <summary>Reads addresses such as <c>https://localhost:8443;https://10.0.0.5</c>.</summary>
    /// <exception cref="OperatorException">One of them cannot be listened on.</exception>
    public static IReadOnlyList<ListenAddress> ParseAll(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 0 ? [.. parts.Select(Parse)] : throw Unusable(text);
    }

    /// <summary>Tells the server to listen here.</summary>
    public void Apply(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Host is "*" or "+")
            kestrel.ListenAnyIP(Port, configure);
        else if (Host == "localhost")
            kestrel.ListenLocalhost(Port, configure);
        else
            kestrel.Listen(IPAddress.Parse(Host), Port, configure);
    }

    /// <summary>The address as people write it.</summary>
    public override string ToString() =>
        $"https://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port.ToString(CultureInfo.InvariantCulture)}";

    static ListenAddress Parse(string text)
    {
        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            throw new OperatorException(
                $"'{text}' is not encrypted.",
                "Give --urls an address that begins with https://; there is no other way in.");
        if (!text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw Unusable(text);

        var rest = text["https://".Length..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        var hasPort = colon > rest.LastIndexOf(']');
        var host = (hasPort ? rest[..colon] : rest).Trim('[', ']').ToLowerInvariant();
        var port = DefaultPort;
        if (hasPort && !int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            throw Unusable(text);
        if (port > IPEndPoint.MaxPort)
            throw Unusable(text);
        return host is "*" or "+" or "localhost" || IPAddress.TryParse(host, out _) ? new ListenAddress(host, port) : throw Unusable(text);
    }

    static OperatorException Unusable(string text) =>
        new(
            $"'{text}' is not an address to listen on.",
            "Give --urls https://ADDRESS:PORT, where ADDRESS is an IP address, localhost, or * for all.");
}
