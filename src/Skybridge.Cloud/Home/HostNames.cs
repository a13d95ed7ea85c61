using System.Net;
using Skybridge.Cloud.People;

namespace Skybridge.Cloud.Home;

/// <summary>Names and addresses that a server is reached by.</summary>
static class HostNames
{
    /// <summary>What a new home answers to when nobody says otherwise.</summary>
    public static IReadOnlyList<string> Defaults(string machineName)
    {
        List<string> hosts = ["localhost", "127.0.0.1", "::1"];
        if (TryParse(machineName, out var name) && !hosts.Contains(name))
            hosts.Add(name);
        return hosts;
    }

    /// <summary>Reads a DNS name or an address in the form that it is compared in.</summary>
    public static bool TryParse(string text, out string host)
    {
        host = "";
        if (IPAddress.TryParse(text.Trim().Trim('[', ']'), out var address))
            host = address.ToString();
        else if (UserNames.TryParseDomain(text, out var domain) && Uri.CheckHostName(domain) == UriHostNameType.Dns)
            host = domain;
        return host.Length > 0;
    }
}
