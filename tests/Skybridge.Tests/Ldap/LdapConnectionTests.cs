using Microsoft.Extensions.Time.Testing;
using Skybridge.Drsr.Rpc;
using Skybridge.Ldap;
using Skybridge.Ldap.Protocol;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Ldap;

/// <summary>A directory server is not believed: whatever it says, the client ends, soon, within its limits, and never takes it for success.</summary>
public class LdapConnectionTests
{
    const int First = 4;
    const string Name = "CN=svc,DC=north,DC=example";

    readonly FakeTimeProvider _time = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    RpcOptions Options => new() { Time = _time };

    [Fact]
    public async Task A_search_finds_what_the_server_says()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync([.. FakeLdapServer.Entry(First, Name, [1, 2]), .. FakeLdapServer.Reference(First)]);
        await server.Fake.SealAsync(FakeLdapServer.Result(First, LdapReply.SearchDone, LdapResultCode.Success));

        var found = Assert.Single(await SearchAsync(server.Client));

        Assert.True(found.TryGet("objectsid", out var value));
        Assert.Equal([1, 2], value);
    }

    [Fact]
    public async Task A_message_in_many_sealed_pieces_is_one_message()
    {
        await using var server = await LoginAsync();
        byte[] all = [.. FakeLdapServer.Entry(First, Name, new byte[40_000]), .. FakeLdapServer.Result(First, LdapReply.SearchDone, LdapResultCode.Success)];
        foreach (var piece in all.Chunk(7))
            await server.Fake.SealAsync(piece);

        Assert.True(Assert.Single(await SearchAsync(server.Client)).TryGet("objectSid", out var value));
        Assert.Equal(40_000, value.Length);
    }

    /// <summary>Who sits in between cannot put a message where only sealed ones are believed.</summary>
    [Fact]
    public async Task What_follows_the_login_in_the_clear_is_not_believed()
    {
        var injected = FakeLdapServer.Result(First, LdapReply.SearchDone, LdapResultCode.Success);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => FakeLdapServer.LoginAsync(Options, injected));

        Assert.Contains("in the clear", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("485454502f312e31", "begins with the byte 48")]
    [InlineData("3080020104", "its length")]
    [InlineData("308500000000ff", "its length")]
    [InlineData("3084ffffffff", "4294967295 bytes")]
    [InlineData("308401000001", "16777217 bytes")]
    [InlineData("300302010a", "not LDAP")]
    [InlineData("300c020104650702010004000400", "not LDAP")]
    public async Task What_is_not_LDAP_is_refused_at_once(string bytes, string why)
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(Convert.FromHexString(bytes));

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => SearchAsync(server.Client));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("7fffffff")]
    [InlineData("ffffffff")]
    [InlineData("01000001")]
    public async Task A_sealed_piece_that_is_too_long_is_not_waited_for(string prefix)
    {
        await using var server = await LoginAsync();
        await server.Fake.SayAsync(Convert.FromHexString(prefix));

        await Assert.ThrowsAsync<RpcProtocolException>(() => SearchAsync(server.Client));
    }

    [Fact]
    public async Task A_result_code_that_does_not_fit_is_no_success()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.HugeCode(First, LdapReply.DeleteResponse));

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.Client.DeleteAsync(Name, Token));
    }

    [Fact]
    public async Task An_answer_to_another_kind_of_request_is_no_success()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.Entry(First, Name, [1]));

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.Client.DeleteAsync(Name, Token));
    }

    [Fact]
    public async Task An_answer_to_another_request_is_refused()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.Result(First + 1, LdapReply.DeleteResponse, LdapResultCode.Success));

        await Assert.ThrowsAsync<RpcProtocolException>(() => server.Client.DeleteAsync(Name, Token));
    }

    [Fact]
    public async Task A_referral_is_said_and_not_followed()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.Result(First, LdapReply.SearchDone, LdapResultCode.Referral, "0000202B: RefErr\n\0"));

        var error = await Assert.ThrowsAsync<LdapException>(() => SearchAsync(server.Client));

        Assert.Equal(LdapResultCode.Referral, error.Code);
        Assert.EndsWith("0000202B: RefErr", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_of_disconnection_is_said()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.Result(0, LdapReply.ExtendedResponse, LdapResultCode.UnwillingToPerform, "shutting down"));

        var error = await Assert.ThrowsAsync<LdapException>(() => SearchAsync(server.Client));

        Assert.Contains("shutting down", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_without_end_are_ended()
    {
        await using var server = await LoginAsync();
        byte[] many = [.. Enumerable.Repeat(FakeLdapServer.Reference(First), 1000).SelectMany(bytes => bytes)];
        for (var i = 0; i < 101; i++)
            await server.Fake.SealAsync(many);

        var error = await Assert.ThrowsAsync<RpcProtocolException>(() => SearchAsync(server.Client));

        Assert.Contains("more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_without_end_are_ended_before_they_fill_the_memory()
    {
        await using var server = await LoginAsync();
        var large = FakeLdapServer.Entry(First, Name, new byte[8 * 1024 * 1024]);
        for (var i = 0; i < 9; i++)
            await server.Fake.SealAsync(large);

        await Assert.ThrowsAsync<RpcProtocolException>(() => SearchAsync(server.Client));
    }

    [Fact]
    public async Task Silence_ends_with_the_time_limit()
    {
        await using var server = await LoginAsync();
        var search = SearchAsync(server.Client);

        _time.Advance(Options.CallTimeout);

        Assert.True((await Assert.ThrowsAsync<RpcTransportException>(() => search)).IsTimeout);
    }

    [Fact]
    public async Task Bytes_that_drip_do_not_prolong_the_limit()
    {
        await using var server = await LoginAsync();
        var search = SearchAsync(server.Client);
        var message = FakeLdapServer.Entry(First, Name, [1]);

        for (var i = 0; i < 3; i++)
        {
            await server.Fake.SealAsync([message[i]]);
            _time.Advance(Options.CallTimeout / 3);
        }

        Assert.True((await Assert.ThrowsAsync<RpcTransportException>(() => search)).IsTimeout);
    }

    [Fact]
    public async Task Half_an_answer_and_a_closed_connection_is_said()
    {
        await using var server = await LoginAsync();
        await server.Fake.SealAsync(FakeLdapServer.Entry(First, Name, [1])[..10]);
        await server.Fake.DisposeAsync();

        await Assert.ThrowsAsync<RpcTransportException>(() => SearchAsync(server.Client));
    }

    static Task<IReadOnlyList<LdapEntry>> SearchAsync(LdapConnection client) => client.SearchAsync(Name, LdapScope.Base, LdapFilter.Any, ["objectSid"], Token);

    async Task<Session> LoginAsync()
    {
        var (fake, client) = await FakeLdapServer.LoginAsync(Options);
        return new(fake, client);
    }

    sealed record Session(FakeLdapServer Fake, LdapConnection Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Fake.DisposeAsync();
            await Client.DisposeAsync();
        }
    }
}
