using System.Buffers.Binary;
using System.Formats.Asn1;
using Skybridge.Drsr.Rpc;
using Skybridge.Ldap;
using Skybridge.Ldap.Protocol;

namespace Skybridge.Tests.Fakes;

/// <summary>A directory server that says what a test tells it to, well-formed or not.</summary>
sealed class FakeLdapServer : IAsyncDisposable
{
    readonly FakeMessageSecurity _security = new();
    readonly Stream _stream;

    FakeLdapServer(Stream stream) => _stream = stream;

    /// <summary>Lets a client in; the first request of its own has number 4.</summary>
    /// <param name="options">The client's.</param>
    /// <param name="lastWords">Follows the last answer of the login, in the clear.</param>
    public static async Task<(FakeLdapServer Server, LdapConnection Client)> LoginAsync(RpcOptions options, byte[]? lastWords = null)
    {
        var (client, server) = DuplexPipe.Create();
        var fake = new FakeLdapServer(server);
        await fake.SayAsync(Result(1, LdapReply.BindResponse, LdapResultCode.SaslBindInProgress, token: [1]));
        await fake.SayAsync(Result(2, LdapReply.BindResponse, LdapResultCode.SaslBindInProgress, token: [0, 4, 0xff, 0xff, 0xff]));
        await fake.SayAsync([.. Result(3, LdapReply.BindResponse, LdapResultCode.Success), .. lastWords ?? []]);
        var channel = new LdapChannel(client, "dc1.example:389", options);
        try
        {
            return (fake, await LdapConnection.BindAsync(channel, new FakeMessageSecurity(), TestContext.Current.CancellationToken));
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SayAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Sends one message, sealed.</summary>
    public async Task SealAsync(byte[] message)
    {
        var wrapped = _security.Wrap(message);
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, wrapped.Length);
        await SayAsync([.. prefix, .. wrapped]);
    }

    /// <summary>A message that ends an operation.</summary>
    public static byte[] Result(int id, int kind, LdapResultCode code, string text = "", byte[]? token = null) => Message(id, kind, writer =>
    {
        writer.WriteEncodedValue(Enumerated((long)code));
        writer.WriteOctetString([]);
        writer.WriteOctetString(System.Text.Encoding.UTF8.GetBytes(text));
        if (token is not null)
            writer.WriteOctetString(token, new Asn1Tag(TagClass.ContextSpecific, 7));
    });

    /// <summary>A message whose result code does not fit into 32 bits, and has zeros there.</summary>
    public static byte[] HugeCode(int id, int kind) => Message(id, kind, writer =>
    {
        writer.WriteEncodedValue(Enumerated(1L << 32));
        writer.WriteOctetString([]);
        writer.WriteOctetString([]);
    });

    /// <summary>A message with an object that has one value.</summary>
    public static byte[] Entry(int id, string name, byte[] value) => Message(id, LdapReply.SearchEntry, writer =>
    {
        writer.WriteOctetString(System.Text.Encoding.UTF8.GetBytes(name));
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString("objectSid"u8);
            using (writer.PushSetOf())
                writer.WriteOctetString(value);
        }
    });

    /// <summary>A message that only names another server.</summary>
    public static byte[] Reference(int id) => Message(id, LdapReply.SearchReference, writer => writer.WriteOctetString("ldap://elsewhere.example/"u8));

    public async ValueTask DisposeAsync()
    {
        _security.Dispose();
        await _stream.DisposeAsync();
    }

    static byte[] Message(int id, int kind, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, kind)))
                write(writer);
        }

        return writer.Encode();
    }

    static byte[] Enumerated(long code)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        writer.WriteInteger(code);
        var bytes = writer.Encode();
        bytes[0] = 0x0a;
        return bytes;
    }
}
