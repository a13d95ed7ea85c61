using System.Buffers.Binary;
using System.Net;
using System.Text;
using Skybridge.Cryptography;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Drsr;

/// <summary>Somebody between us and a real domain controller, whose Kerberos seals what we read: whatever is done to sealed fragments is noticed.</summary>
/// <remarks>Every bit of every byte is tried in memory (RpcTamperTests); here it is Samba that seals our answers and opens our requests.</remarks>
public class SealedConnectionTests(LabRun lab)
{
    // Counted from IDL_DRSBind, which is the first of each connection.
    const int AskedNames = 300;
    const int InTheMiddle = 2;

    const int HeaderAndCall = 24;
    const int TrailerSize = 8;
    const int BodySamples = 40;

    // A length that grew makes one side wait for what never comes.
    static readonly RpcOptions Impatient = new() { CallTimeout = TimeSpan.FromSeconds(1) };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Direction.Response))]
    [InlineData(nameof(Direction.Request))]
    public async Task A_flipped_bit_in_the_middle_of_many_fragments_is_noticed(string direction) =>
        await EveryFlipIsNoticedAsync(Enum.Parse<Direction>(direction), InTheMiddle, AskNamesAsync);

    [Fact]
    public Task A_flipped_bit_in_the_answer_that_carries_a_password_is_noticed() => EveryFlipIsNoticedAsync(Direction.Response, 1, ReadPasswordAsync);

    [Theory]
    [InlineData(nameof(Direction.Response))]
    [InlineData(nameof(Direction.Request))]
    public async Task A_connection_cut_within_a_fragment_is_noticed(string direction)
    {
        await using var between = await StartAsync();
        var honest = await ListenAsync(between, Enum.Parse<Direction>(direction), InTheMiddle, AskNamesAsync);
        foreach (var length in (int[])[0, 1, 15, 16, 23, 24, honest.Length / 2, honest.Length - 1])
        {
            between.Proxy.Tamper = (way, number, pdu) => way.ToString() == direction && number == InTheMiddle ? length : pdu.Length;

            var error = await Record.ExceptionAsync(() => between.RunAsync(Impatient, AskNamesAsync));

            Assert.True(error is RpcTransportException { IsTransient: true }, $"Cut after {length} bytes, and what came was {error?.GetType().Name ?? "an answer"}: {error?.Message}");
        }
    }

    async Task EveryFlipIsNoticedAsync(Direction direction, int number, Func<DrsClient, Task<string>> ask)
    {
        await using var between = await StartAsync();
        var expected = await between.RunAsync(new(), ask);
        var honest = await ListenAsync(between, direction, number, ask);

        foreach (var at in Places(honest))
        {
            var flipped = 0;
            between.Proxy.Tamper = (way, which, pdu) =>
            {
                if (way == direction && which == number)
                {
                    pdu.Span[at] ^= (byte)(1 << (at % 8));
                    flipped++;
                }

                return pdu.Length;
            };

            string? answer = null;
            var error = await Record.ExceptionAsync(async () => answer = await between.RunAsync(Impatient, ask));

            Assert.True(error is DrsrException, $"Bit {at % 8} of byte {at} of {honest.Length} was flipped, and what came was {error?.ToString() ?? (answer == expected ? "the same answer" : "another answer")}.");
            Assert.Equal(1, flipped);
        }

        between.Proxy.Tamper = (_, _, pdu) => pdu.Length;
        Assert.Equal(expected, await between.RunAsync(new(), ask));
    }

    // Header, what stands behind it, trailer and token whole; of the body some.
    static IEnumerable<int> Places(byte[] pdu)
    {
        var token = pdu.Length - BinaryPrimitives.ReadUInt16LittleEndian(pdu.AsSpan(10));
        var trailer = token - TrailerSize;
        var step = Math.Max(1, (trailer - HeaderAndCall) / BodySamples);
        for (var at = 0; at < pdu.Length; at += at >= HeaderAndCall && at < trailer ? Math.Min(step, trailer - at) : 1)
            yield return at;
    }

    static async Task<byte[]> ListenAsync(Between between, Direction direction, int number, Func<DrsClient, Task<string>> ask)
    {
        byte[]? heard = null;
        between.Proxy.Tamper = (way, which, pdu) =>
        {
            if (way == direction && which == number)
                heard = pdu.ToArray();
            return pdu.Length;
        };
        await between.RunAsync(new(), ask);
        return heard ?? throw new InvalidOperationException($"There was no {direction} number {number}.");
    }

    // Several fragments there and several back.
    static async Task<string> AskNamesAsync(DrsClient client)
    {
        string[] names = [.. Enumerable.Range(0, AskedNames).Select(n => n % 2 == 0 ? "CN=Users,DC=north,DC=example" : $"CN=Nobody number {n},CN=Users,DC=north,DC=example")];
        var answers = await client.CrackNamesAsync(NameFormat.DistinguishedName, NameFormat.Canonical, names, Token);
        return string.Join('\n', answers);
    }

    static async Task<string> ReadPasswordAsync(DrsClient client)
    {
        using var page = await client.ReplicateObjectAsync(
            DsName.FromDistinguishedName("CN=svc-sync,CN=Users,DC=north,DC=example"), [AttributeType.UnicodePwd, AttributeType.SamAccountName], Token);
        Assert.NotNull(page);
        var hash = new byte[16];
        Assert.True(page.Objects[0].TryGetNtHash(hash));
        return $"{page.Objects[0].Name} {Convert.ToHexString(hash)}";
    }

    async Task<Between> StartAsync()
    {
        var domain = await lab.NorthAsync();
        var port = await EndpointMapper.MapAsync(domain.Options.Address.ToString(), RpcInterface.Drsuapi, new(), Token);
        return new(domain, new TamperingProxy(new IPEndPoint(domain.Options.Address, port)));
    }

    /// <summary>The proxy, and a login whose ticket serves all connections.</summary>
    sealed class Between(SambaDomainController domain, TamperingProxy proxy) : IAsyncDisposable
    {
        readonly KerberosLogin _login = new(
            KerberosCredential.Password(ServiceAccounts.Connector, domain.Options.Domain.ToUpperInvariant(), new SecretBytes(Encoding.UTF8.GetBytes(domain.Accounts.ConnectorPassword))),
            new() { Realm = domain.Options.Domain.ToUpperInvariant(), KeyDistributionCenters = [domain.Options.Address.ToString()] });

        public TamperingProxy Proxy => proxy;

        /// <summary>Asks over a connection of its own.</summary>
        public async Task<string> RunAsync(RpcOptions rpc, Func<DrsClient, Task<string>> ask)
        {
            var options = new DrsOptions { Host = IPAddress.Loopback.ToString(), HostName = domain.Options.FullHostName, Port = proxy.Port, Rpc = rpc };
            await using var client = await DrsClient.ConnectAsync(options, _login, Token);
            return await ask(client);
        }

        public async ValueTask DisposeAsync()
        {
            _login.Dispose();
            await proxy.DisposeAsync();
        }
    }
}
