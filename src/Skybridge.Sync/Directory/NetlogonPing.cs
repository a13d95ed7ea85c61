using System.Formats.Asn1;
using System.Net.Sockets;

namespace Skybridge.Sync.Directory;

/// <summary>Asks a domain controller, in one datagram, who it is and which site the asker is in.</summary>
/// <remarks>[MS-ADTS] LDAP Ping: a search of the empty name over UDP 389 (RFC 1798) for the attribute <c>netlogon</c>. Anonymous, and believed in nothing but preferences.</remarks>
static class NetlogonPing
{
    const int Port = 389;
    const int SearchRequest = 3;

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

    // LDAPMessage { 1, [APPLICATION 3] { "", baseObject, neverDeref, 0, 0, false, and { (DnsDomain=…), (NtVer=…) }, { "netlogon" } } }
    static byte[] WriteSearch(string domain)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, SearchRequest)))
            {
                writer.WriteOctetString([]);
                writer.WriteEnumeratedValue(Scope.Base);
                writer.WriteEnumeratedValue(Aliases.Never);
                writer.WriteInteger(0);
                writer.WriteInteger(0);
                writer.WriteBoolean(false);
                using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    WriteEquals(writer, "DnsDomain"u8, System.Text.Encoding.UTF8.GetBytes(domain));
                    WriteEquals(writer, "NtVer"u8, Version);
                }

                using (writer.PushSequence())
                    writer.WriteOctetString("netlogon"u8);
            }
        }

        return writer.Encode();
    }

    static void WriteEquals(AsnWriter writer, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        {
            writer.WriteOctetString(attribute);
            writer.WriteOctetString(value);
        }
    }

    enum Scope
    {
        Base = 0,
    }

    enum Aliases
    {
        Never = 0,
    }
}
