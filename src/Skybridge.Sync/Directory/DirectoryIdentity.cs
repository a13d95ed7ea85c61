using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Directory;

/// <summary>A domain by its names.</summary>
/// <param name="DnsName">The DNS name, <c>corp.example</c>.</param>
/// <param name="NetBiosName">The NetBIOS name, <c>CORP</c>.</param>
/// <param name="NamingContext">Its naming context.</param>
public sealed record DirectoryIdentity(string DnsName, string NetBiosName, DsName NamingContext)
{
    /// <summary>The Kerberos realm.</summary>
    public string Realm => DnsName.ToUpperInvariant();

    /// <summary>The distinguished name of the naming context of a domain, by its DNS name.</summary>
    public static string ContextOf(string dnsName)
    {
        ArgumentNullException.ThrowIfNull(dnsName);
        return $"DC={string.Join(",DC=", dnsName.Split('.'))}";
    }
}
