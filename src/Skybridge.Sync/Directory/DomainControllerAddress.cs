using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Skybridge.Sync.Directory;

/// <summary>A domain controller: where to connect, and the name that Kerberos knows it by.</summary>
/// <param name="Host">An address or a name that the system can look up.</param>
/// <param name="Name">The DNS name of the domain controller; null when it must be asked for.</param>
public sealed record DomainControllerAddress(string Host, string? Name)
{
    /// <summary>Reads <c>HOST-OR-IP[:name]</c>; an IPv6 address stands in brackets when a name follows.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainControllerAddress? address)
    {
        address = null;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        if (IPAddress.TryParse(text, out var bare))
        {
            address = new DomainControllerAddress(bare.ToString(), null);
            return true;
        }

        var colon = text.StartsWith('[') ? text.IndexOf("]:", StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var host = (colon > 0 ? text[..colon] : text).Trim('[', ']');
        var name = colon > 0 ? text[(colon + 1)..] : null;
        if (!IsHost(host) || (name is not null && (!IsHost(name) || IPAddress.TryParse(name, out _))))
            return false;

        address = new DomainControllerAddress(host, name ?? (IPAddress.TryParse(host, out _) ? null : host));
        return true;
    }

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => Name is null || Name == Host
        ? Host
        : $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Name}";

    static bool IsHost(string text) => Uri.CheckHostName(text) is not UriHostNameType.Unknown;
}
