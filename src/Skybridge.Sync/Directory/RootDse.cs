using System.Formats.Asn1;
using System.Text;
using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Sync.Directory;

/// <summary>What a domain controller says about itself to anybody who asks.</summary>
/// <remarks>[RFC 4511] an anonymous search of the empty name, over TCP 389. Used once, at set-up, to learn the name that belongs to an address.</remarks>
/// <param name="DnsHostName"><c>dnsHostName</c>.</param>
/// <param name="DefaultNamingContext"><c>defaultNamingContext</c>.</param>
public sealed record RootDse(string DnsHostName, string DefaultNamingContext)
{
    const int Port = 389;
    const int MaxReply = 256 * 1024;
    const int SearchResultEntry = 4;

    // [MS-ADTS] LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID: a read-only domain controller.
    const string PartialSecrets = "1.2.840.113556.1.4.1920";

    static readonly string[] Attributes = ["dnsHostName", "defaultNamingContext", "serverName", "supportedCapabilities"];

    /// <summary>The site that it is in; null when it does not say.</summary>
    public string? Site { get; init; }

    /// <summary>Whether it is a read-only domain controller, which has not everybody's password.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Asks a host.</summary>
    /// <exception cref="DrsrException">It cannot be reached, or is no domain controller.</exception>
    public static async Task<RootDse> ReadAsync(string host, RpcOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stream = await TcpTransport.ConnectAsync(host, Port, options, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return await AskAsync(stream, host, options, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<RootDse> AskAsync(Stream stream, string host, RpcOptions options, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await stream.WriteAsync(WriteSearch(), limit.Token).ConfigureAwait(false);
            return ReadEntry(await ReadMessageAsync(stream, limit.Token).ConfigureAwait(false), host);
        }
        catch (AsnContentException error)
        {
            throw new RpcProtocolException($"{host}:{Port} answers with something that is not LDAP.", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTransportException($"{host}:{Port}", TransportStep.Exchange, $"{host}:{Port} did not answer in time.", isTimeout: true, error);
        }
        catch (IOException error)
        {
            throw new RpcTransportException($"{host}:{Port}", TransportStep.Exchange, $"{host}:{Port} closed the connection instead of answering.", innerException: error);
        }
    }

    static byte[] WriteSearch() =>
        RootSearch.Write(writer => writer.WriteOctetString("objectClass"u8, new Asn1Tag(TagClass.ContextSpecific, 7)), Attributes);

    static async Task<byte[]> ReadMessageAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var chunk = new byte[4096];
        while (true)
        {
            var count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (count == 0)
                throw new EndOfStreamException();

            bytes.AddRange(chunk.AsSpan(0, count));
            if (bytes.Count > MaxReply)
                throw new RpcProtocolException("An LDAP answer about the server itself is too long.");
            var so = bytes.ToArray();
            if (AsnDecoder.TryReadEncodedValue(so, AsnEncodingRules.BER, out _, out _, out _, out var consumed))
                return so[..consumed];
        }
    }

    static RootDse ReadEntry(byte[] message, string host)
    {
        var body = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        body.ReadInteger();
        var entry = body.ReadSequence(new Asn1Tag(TagClass.Application, SearchResultEntry));
        entry.ReadOctetString();
        var list = entry.ReadSequence();
        var values = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var texts = values[Encoding.UTF8.GetString(attribute.ReadOctetString())] = [];
            var set = attribute.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
                texts.Add(Encoding.UTF8.GetString(set.ReadOctetString()));
        }

        return values.GetValueOrDefault(Attributes[0]) is [var dns, ..] && values.GetValueOrDefault(Attributes[1]) is [var context, ..]
            ? new RootDse(dns, context)
            {
                Site = SiteOf(values.GetValueOrDefault(Attributes[2])?.FirstOrDefault()),
                IsReadOnly = values.GetValueOrDefault(Attributes[3])?.Contains(PartialSecrets) ?? false,
            }
            : throw new RpcProtocolException($"{host} answers LDAP, but does not say that it is a domain controller.");
    }

    // CN=DC1,CN=Servers,CN=<site>,CN=Sites,CN=Configuration,…
    static string? SiteOf(string? serverName)
    {
        const string servers = ",CN=Servers,CN=";
        var at = serverName?.IndexOf(servers, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : serverName![(at + servers.Length)..].Split(',')[0];
    }
}
