using System.Formats.Asn1;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Sync.Directory;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Sync;

/// <summary>What a host that is asked about itself by LDAP may answer.</summary>
public class RootDseTests
{
    static readonly byte[] Answer = Entry(("dnsHostName", "dc1.corp.example"), ("defaultNamingContext", "DC=corp,DC=example"), ("other", "x"));

    [Fact]
    public async Task A_domain_controller_says_its_name() =>
        Assert.Equal(new RootDse("dc1.corp.example", "DC=corp,DC=example"), await AskAsync(Answer));

    [Fact]
    public async Task An_answer_may_come_byte_by_byte_and_with_more_behind_it() =>
        Assert.Equal("dc1.corp.example", (await AskAsync([.. Answer, 0x30, 0x05], chunk: 1)).DnsHostName);

    [Fact]
    public async Task A_host_that_is_no_domain_controller_is_named() =>
        Assert.Equal("host answers LDAP, but does not say that it is a domain controller.", (await FailAsync(Entry(("vendorName", "x")))).Message);

    [Fact]
    public async Task An_answer_that_is_cut_off_is_a_closed_connection()
    {
        for (var length = 0; length < Answer.Length; length++)
            Assert.IsType<RpcTransportException>(await FailAsync(Answer[..length]));
    }

    [Fact]
    public async Task An_answer_without_end_is_refused() =>
        Assert.Contains("too long", (await FailAsync([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, .. new byte[300 * 1024]])).Message);

    [Fact]
    public async Task Whatever_byte_changes_it_ends_in_an_answer_or_an_error_with_a_name() => await Gen.Select(Gen.Int[0, Answer.Length - 1], Gen.Byte).SampleAsync(
        async (place, value) =>
        {
            var mutated = Answer.ToArray();
            mutated[place] = value;
            try
            {
                await AskAsync(mutated);
            }
            catch (DrsrException)
            {
                // Named.
            }
        },
        iter: 500);

    [Fact]
    public async Task A_host_that_says_nothing_has_its_time_limit()
    {
        var time = new FakeTimeProvider();
        var (client, server) = DuplexPipe.Create();
        await using var _ = server;
        var asking = RootDse.AskAsync(client, "host", new RpcOptions { Time = time }, TestContext.Current.CancellationToken);

        await time.AdvanceUntilAsync(asking);

        Assert.True((await Assert.ThrowsAsync<RpcTransportException>(() => asking)).IsTimeout);
    }

    static async Task<RootDse> AskAsync(byte[] answer, int chunk = int.MaxValue)
    {
        var (client, server) = DuplexPipe.Create();
        var serving = ServeAsync(server, answer, chunk);
        try
        {
            return await RootDse.AskAsync(client, "host", new RpcOptions(), TestContext.Current.CancellationToken);
        }
        finally
        {
            await client.DisposeAsync();
            await serving;
        }
    }

    static async Task<DrsrException> FailAsync(byte[] answer) => await Assert.ThrowsAnyAsync<DrsrException>(() => AskAsync(answer));

    static async Task ServeAsync(Stream server, byte[] answer, int chunk)
    {
        try
        {
            await server.ReadAtLeastAsync(new byte[4096], 1);
            foreach (var part in answer.Chunk(chunk))
                await server.WriteAsync(part);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Whoever asked has heard enough.
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // LDAPMessage { 1, [APPLICATION 4] { "", { { name, { value } } … } } }
    static byte[] Entry(params (string Name, string Value)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, 4)))
            {
                writer.WriteOctetString([]);
                using (writer.PushSequence())
                {
                    foreach (var (name, value) in attributes)
                        Write(writer, name, value);
                }
            }
        }

        return writer.Encode();
    }

    static void Write(AsnWriter writer, string name, string value)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
            using (writer.PushSetOf())
                writer.WriteOctetString(Encoding.UTF8.GetBytes(value));
        }
    }
}
