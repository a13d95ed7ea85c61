using System.Formats.Asn1;
using System.Net.Sockets;
using System.Text;

namespace Skybridge.Sync.Directory;

/// <summary>Asks a domain controller, in one datagram, who it is and which site the asker is in.</summary>
/// <remarks>[MS-ADTS] LDAP Ping: a search of the empty name over UDP 389 (RFC 1798) for the attribute <c>netlogon</c>. Anonymous, and believed in nothing but preferences.</remarks>
static class NetlogonPing
{
    const int Port = 389;

    // NETLOGON_NT_VERSION_5 and NETLOGON_NT_VERSION_5EX: the answer with the sites.
    static readonly byte[] Version = [6, 0, 0, 0];

    /// <summary>Asks; null when there is no sensible answer in time.</summary>
    public static async Task<NetlogonAnswer?> AskAsync(string host, string domain, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var socket = new UdpClient();
            socket.Connect(host, Port);
            await socket.SendAsync(WriteSearch(domain), either.Token).ConfigureAwait(false);
            return NetlogonAnswer.Parse((await socket.ReceiveAsync(either.Token).ConfigureAwait(false)).Buffer);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // and { (DnsDomain=…), (NtVer=…) }
    static byte[] WriteSearch(string domain) => RootSearch.Write(
        writer =>
        {
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                WriteEquals(writer, "DnsDomain"u8, Encoding.UTF8.GetBytes(domain));
                WriteEquals(writer, "NtVer"u8, Version);
            }
        },
        "netlogon");

    static void WriteEquals(AsnWriter writer, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        {
            writer.WriteOctetString(attribute);
            writer.WriteOctetString(value);
        }
    }
}
