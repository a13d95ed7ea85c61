using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Skybridge.Lab.Wire;

/// <summary>The smallest question that each service of a domain controller answers to anybody.</summary>
static class Probes
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether LDAP answers a search of the rootDSE.</summary>
    public static ValueTask<bool> LdapAsync(IPAddress address, CancellationToken cancellationToken) =>
        AskAsync(address, 389, LdapMessages.SearchRootDse(), answer => answer[0] == 0x30, cancellationToken);

    /// <summary>Whether the endpoint mapper accepts a bind.</summary>
    public static ValueTask<bool> EndpointMapperAsync(IPAddress address, CancellationToken cancellationToken) =>
        AskAsync(address, 135, EndpointMapperBind(), answer => answer.Length > 2 && answer[2] == 12, cancellationToken);

    /// <summary>Whether the KDC answers a request for a ticket, if only with an error.</summary>
    public static ValueTask<bool> KdcAsync(IPAddress address, string realm, CancellationToken cancellationToken) =>
        AskAsync(address, 88, AuthenticationRequest(realm), answer => answer.Length > 4 && answer[4] is 0x7e or 0x6b, cancellationToken);

    /// <summary>Whether DNS knows where the domain's LDAP servers are.</summary>
    public static ValueTask<bool> DnsAsync(IPAddress address, string domain, CancellationToken cancellationToken) =>
        AskAsync(address, 53, DnsQuestion($"_ldap._tcp.dc._msdcs.{domain}"), HasDnsAnswer, cancellationToken);

    static async ValueTask<bool> AskAsync(
        IPAddress address, int port, byte[] question, Predicate<byte[]> accepts, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
            await socket.SendAsync(question, limit.Token);
            var answer = new byte[512];
            var length = await socket.ReceiveAsync(answer, limit.Token);
            return length > 0 && accepts(answer[..length]);
        }
        catch (Exception exception)
            when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // [C706] bind of one context: the endpoint mapper's interface over NDR.
    static byte[] EndpointMapperBind() => Convert.FromHexString(
        "05000b03100000004800000001000000b810b81000000000" + "0100000000000100"
        + "0883afe11f5dc91191a408002b14a0fa03000000" + "045d888aeb1cc9119fe808002b10486002000000");

    // [RFC 4120] 5.4.1, for a name that need not exist; over TCP its length comes first (7.2.2).
    static byte[] AuthenticationRequest(string realm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 10)))
        using (writer.PushSequence())
        {
            Explicit(writer, 1, () => writer.WriteInteger(5));
            Explicit(writer, 2, () => writer.WriteInteger(10));
            Explicit(writer, 4, () => WriteBody(writer, realm));
        }

        var request = writer.Encode();
        var framed = new byte[4 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, request.Length);
        request.CopyTo(framed, 4);
        return framed;
    }

    static void WriteBody(AsnWriter writer, string realm)
    {
        using var body = writer.PushSequence();
        Explicit(writer, 0, () => writer.WriteBitString(new byte[4]));
        Explicit(writer, 1, () => WriteName(writer, "skybridge-lab-probe"));
        Explicit(writer, 2, () => WriteText(writer, realm));
        Explicit(writer, 3, () => WriteName(writer, "krbtgt", realm));
        Explicit(writer, 5, () => writer.WriteGeneralizedTime(DateTimeOffset.UnixEpoch.AddYears(60), omitFractionalSeconds: true));
        Explicit(writer, 7, () => writer.WriteInteger(1));
        Explicit(writer, 8, () =>
        {
            using var types = writer.PushSequence();
            writer.WriteInteger(18);
        });
    }

    static void WriteName(AsnWriter writer, params ReadOnlySpan<string> parts)
    {
        using var name = writer.PushSequence();
        Explicit(writer, 0, () => writer.WriteInteger(1));
        using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1));
        using var strings = writer.PushSequence();
        foreach (var part in parts)
            WriteText(writer, part);
    }

    // AsnWriter knows no GeneralString. Names here are short enough for a length of one byte.
    static void WriteText(AsnWriter writer, string text) =>
        writer.WriteEncodedValue([(byte)UniversalTagNumber.GeneralString, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);

    static void Explicit(AsnWriter writer, int number, Action content)
    {
        using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number));
        content();
    }

    // [RFC 1035] one SRV question; over TCP its length comes first (4.2.2).
    static byte[] DnsQuestion(string name)
    {
        var message = new List<byte> { 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
            message.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        message.AddRange([0, 0, 33, 0, 1]);
        return [(byte)(message.Count >> 8), (byte)message.Count, .. message];
    }

    static bool HasDnsAnswer(byte[] answer) => answer.Length > 14 && (answer[5] & 15) == 0 && answer[9] > 0;
}
