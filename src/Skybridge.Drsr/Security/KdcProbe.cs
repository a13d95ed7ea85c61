using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Skybridge.Drsr.Rpc;

namespace Skybridge.Drsr.Security;

/// <summary>Asks a key distribution center for a ticket without proving anything: is it alive, what is its time, does it know the account?</summary>
/// <remarks>
/// [RFC 4120] 5.4.1 AS-REQ over TCP, without pre-authentication. No cryptography, no secret, and no wrong-password count. It can be
/// cancelled at any time, which the system's library cannot.
/// </remarks>
public static class KdcProbe
{
    /// <summary>The port of a key distribution center.</summary>
    public const int Port = 88;

    const int MaxReply = 1024 * 1024;

    /// <summary>Asks about <paramref name="account"/> in <paramref name="realm"/>.</summary>
    /// <exception cref="RpcTransportException">It cannot be reached, hung up, or did not answer in time.</exception>
    /// <exception cref="RpcProtocolException">It answered with something that is not Kerberos.</exception>
    public static Task<KdcProbeResult> AskAsync(string host, string realm, string account, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        return AskAsync(host, Port, realm, account, timeout, time, cancellationToken);
    }

    internal static async Task<KdcProbeResult> AskAsync(
        string host, int port, string realm, string account, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var options = new RpcOptions { ConnectTimeout = timeout, CallTimeout = timeout, Time = time };
        var endpoint = TcpTransport.Endpoint(host, port);
        var stream = await TcpTransport.ConnectAsync(host, port, options, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var reply = await ExchangeAsync(stream, endpoint, AsRequest.Create(realm, account), timeout, time, cancellationToken).ConfigureAwait(false);
            try
            {
                return KdcReply.Read(reply, time.GetUtcNow()) with { Elapsed = time.GetElapsedTime(started) };
            }
            catch (AsnContentException error)
            {
                throw new RpcProtocolException($"{endpoint} answers with something that is not Kerberos: {error.Message}", error);
            }
        }
    }

    // Each message is preceded by its length, four bytes, big-endian.
    static async Task<byte[]> ExchangeAsync(Stream stream, string endpoint, byte[] request, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(timeout, time, cancellationToken);
        try
        {
            var prefix = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(prefix, request.Length);
            await stream.WriteAsync((byte[])[.. prefix, .. request], limit.Token).ConfigureAwait(false);
            await stream.ReadExactlyAsync(prefix, limit.Token).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
            if (length is <= 0 or > MaxReply)
                throw new RpcProtocolException($"{endpoint} announces an answer of {(uint)length} bytes.");

            var reply = new byte[length];
            await stream.ReadExactlyAsync(reply, limit.Token).ConfigureAwait(false);
            return reply;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTransportException(endpoint, TransportStep.Exchange, $"{endpoint} accepts connections but did not answer within {timeout.TotalSeconds:0.#} s.", isTimeout: true, error);
        }
        catch (IOException error)
        {
            throw new RpcTransportException(endpoint, TransportStep.Exchange, $"{endpoint} closed the connection instead of answering.", innerException: error);
        }
    }

    /// <summary>Writes the request.</summary>
    static class AsRequest
    {
        const int PrincipalType = 1;
        const int ServiceType = 2;
        const int EnterpriseType = 10;

        static readonly DateTimeOffset FarFuture = new(2037, 9, 13, 2, 48, 5, TimeSpan.Zero);

        public static byte[] Create(string realm, string account)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, 10)))
            using (writer.PushSequence())
            {
                WriteTagged(writer, 1, () => writer.WriteInteger(5));
                WriteTagged(writer, 2, () => writer.WriteInteger(10));
                WriteTagged(writer, 4, () => WriteBody(writer, realm, account));
            }

            return writer.Encode();
        }

        static void WriteBody(AsnWriter writer, string realm, string account)
        {
            var type = account.Contains('@', StringComparison.Ordinal) ? EnterpriseType : PrincipalType;
            using var body = writer.PushSequence();
            WriteTagged(writer, 0, () => writer.WriteBitString(new byte[4]));
            WriteTagged(writer, 1, () => WriteName(writer, type, account));
            WriteTagged(writer, 2, () => WriteText(writer, realm));
            WriteTagged(writer, 3, () => WriteName(writer, ServiceType, "krbtgt", realm));
            WriteTagged(writer, 5, () => writer.WriteGeneralizedTime(FarFuture, omitFractionalSeconds: true));
            WriteTagged(writer, 7, () => writer.WriteInteger(RandomNumberGenerator.GetInt32(int.MaxValue)));
            WriteTagged(writer, 8, () => WriteEncryptionTypes(writer));
        }

        static void WriteEncryptionTypes(AsnWriter writer)
        {
            using var list = writer.PushSequence();
            writer.WriteInteger(18);
            writer.WriteInteger(17);
        }

        static void WriteName(AsnWriter writer, int type, params ReadOnlySpan<string> parts)
        {
            using var name = writer.PushSequence();
            using (writer.PushSequence(Tag(0)))
                writer.WriteInteger(type);
            using (writer.PushSequence(Tag(1)))
            using (writer.PushSequence())
            {
                foreach (var part in parts)
                    WriteText(writer, part);
            }
        }

        // KerberosString is a GeneralString, which the writer does not know: tag 1b, and UTF-8 as every implementation writes it.
        static void WriteText(AsnWriter writer, string text)
        {
            var inner = new AsnWriter(AsnEncodingRules.DER);
            inner.WriteOctetString(System.Text.Encoding.UTF8.GetBytes(text));
            var encoded = inner.Encode();
            encoded[0] = 0x1b;
            writer.WriteEncodedValue(encoded);
        }

        static void WriteTagged(AsnWriter writer, int number, Action write)
        {
            using (writer.PushSequence(Tag(number)))
                write();
        }

        static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
    }
}
