using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Skybridge.Lab.Wire;

/// <summary>Asks a domain controller over LDAPS whether a name and a password belong together, and if not, why not.</summary>
public sealed partial class LdapLogon(IPAddress address, string hostName, string caFile)
{
    /// <summary>One simple bind.</summary>
    /// <param name="name">A DN, a UPN or DOMAIN\user.</param>
    public async Task<LdapAnswer> TryAsync(string name, string password, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, 636, cancellationToken);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(ClientTls.Options(hostName, caFile), cancellationToken);
        await tls.WriteAsync(LdapMessages.SimpleBind(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(password)), cancellationToken);
        var buffer = new byte[4096];
        var length = await tls.ReadAsync(buffer, cancellationToken);
        var (code, text) = LdapMessages.ReadBindResponse(buffer.AsMemory(0, length));
        var reason = SubCode().Match(text);
        return new(code, reason.Success ? int.Parse(reason.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex("data ([0-9a-fA-F]+)")]
    private static partial Regex SubCode();
}
