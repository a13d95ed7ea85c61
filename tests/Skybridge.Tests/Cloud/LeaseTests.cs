using System.Net;
using System.Net.Http.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class LeaseTests : IAsyncLifetime
{
    const string Position = """{"invocation":"x"}""";

    static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    static readonly Guid[] Pending = [Guid.NewGuid(), Guid.NewGuid()];

    readonly RunningCloud _cloud = new();
    readonly Dictionary<TestAgent, Guid> _runs = [];
    TestAgent _first = null!;
    TestAgent _second = null!;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        _first = await TestAgent.EnrollAsync(_cloud, "first");
        _second = await TestAgent.EnrollAsync(_cloud, "second");
    }

    public ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        return _cloud.DisposeAsync();
    }

    [Fact]
    public async Task One_holds_it_and_the_other_hears_who_does()
    {
        var first = await AskAsync(_first);
        var second = await AskAsync(_second);

        Assert.Equal((true, 1, "first"), (first.Held, first.Term, first.Holder));
        Assert.Equal((false, 1, "first", "host.north.example"), (second.Held, second.Term, second.Holder, second.HolderHost));
        Assert.InRange(second.SecondsLeft, 14, 15);
    }

    [Fact]
    public async Task It_runs_out_and_passes_on_with_position_and_pending()
    {
        await AskAsync(_first);
        await AskAsync(_first, term: 1, position: Position, pending: Pending);
        _cloud.Time.Advance(Duration - TimeSpan.FromSeconds(1));
        var early = await AskAsync(_second);
        _cloud.Time.Advance(TimeSpan.FromSeconds(1));

        var taken = await AskAsync(_second);
        var late = await AskAsync(_first, term: 1, position: "{}", pending: []);

        Assert.False(early.Held);
        Assert.Equal((true, 2, Position), (taken.Held, taken.Term, taken.Position));
        Assert.Equal(Pending, taken.Pending);
        Assert.Equal((false, 2, "second"), (late.Held, late.Term, late.Holder));
        _cloud.Time.Advance(Duration);
        Assert.Equal(Position, (await AskAsync(_first)).Position);
    }

    [Fact]
    public async Task What_an_ended_term_sends_is_not_taken()
    {
        var person = new TestPerson();
        await AskAsync(_first);
        _cloud.Time.Advance(Duration);
        await AskAsync(_second);

        using var old = await SendAsync(_first, person, 1);
        using var guessed = await SendAsync(_first, person, 2);
        Assert.Null((await _cloud.StoredAsync(person)).User);
        using var present = await SendAsync(_second, person, 2);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.OK), (old.StatusCode, guessed.StatusCode, present.StatusCode));
        Assert.Equal(ErrorCodes.NotLeader, (await TestAgent.ReadErrorAsync(old)).Code);
        Assert.NotNull((await _cloud.StoredAsync(person)).User);
    }

    [Fact]
    public async Task A_batch_keeps_it_and_a_heartbeat_does_not()
    {
        await AskAsync(_first);
        _cloud.Time.Advance(Duration - TimeSpan.FromSeconds(1));
        using var batch = await SendAsync(_first, new TestPerson(), 1);
        _cloud.Time.Advance(TimeSpan.FromSeconds(10));
        var kept = await AskAsync(_second);
        using var heartbeat = await SendAsync(_first, null, 1);
        _cloud.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.False(kept.Held);
        Assert.Equal(HttpStatusCode.OK, heartbeat.StatusCode);
        Assert.True((await AskAsync(_second)).Held);
    }

    [Fact]
    public async Task An_agent_that_starts_again_has_its_own_at_once()
    {
        await AskAsync(_first);
        _runs.Remove(_first);

        var other = await AskAsync(_first);
        var started = await AskAsync(_first, starts: true);

        Assert.True(other.Held);
        Assert.Equal((1, true, 2), (other.Term, started.Held, started.Term));
    }

    [Fact]
    public async Task An_agent_that_knows_no_leases_delivers_while_nobody_holds_it()
    {
        var person = new TestPerson();
        using var before = await SendAsync(_second, person, null);
        await AskAsync(_first);
        using var during = await SendAsync(_second, person, null);
        await AskAsync(_first, LeaseWish.Release, term: 1);
        using var after = await SendAsync(_second, person, null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.OK), (before.StatusCode, during.StatusCode, after.StatusCode));
        Assert.Equal(ErrorCodes.NotLeader, (await TestAgent.ReadErrorAsync(during)).Code);
        // Not the next term: somebody delivered in between.
        Assert.Equal(3, (await AskAsync(_first)).Term);
    }

    [Fact]
    public async Task Given_back_or_yielded_it_is_free_at_once()
    {
        await AskAsync(_first);
        await AskAsync(_first, LeaseWish.Yield, term: 1);
        using var still = await SendAsync(_first, new TestPerson(), 1);
        var yielded = await AskAsync(_second, expire: true);
        await AskAsync(_second, LeaseWish.Release, term: yielded.Term);

        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.True(yielded.Held);
        Assert.Equal((true, yielded.Term + 1), ((await AskAsync(_first)).Held, (await LookAsync()).Term));
    }

    [Fact]
    public async Task A_revoked_agent_holds_nothing()
    {
        await AskAsync(_first);

        await _cloud.CliAsync("agent", "revoke", "first");

        Assert.True((await AskAsync(_second)).Held);
    }

    [Fact]
    public async Task The_list_of_agents_says_who_leads_and_who_stands_by()
    {
        await AskAsync(_first);
        await AskAsync(_second);

        var agents = (await _cloud.CliAsync("agent", "list", "--json")).Json().GetProperty("agents").EnumerateArray().ToDictionary(agent => agent.GetProperty("name").GetString()!);

        Assert.Equal("north.example", Assert.Single(agents["first"].GetProperty("leads").EnumerateArray()).GetString());
        Assert.Equal("north.example", Assert.Single(agents["second"].GetProperty("standsBy").EnumerateArray()).GetString());
        Assert.Empty(agents["second"].GetProperty("leads").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"domain":"north.example","wish":"Hold","run":"00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("""{"domain":"north.example","wish":"Hold","run":"11111111-1111-1111-1111-111111111111","term":-1}""")]
    [InlineData("""{"domain":"north.example","wish":"Hold","run":"11111111-1111-1111-1111-111111111111","position":"no json"}""")]
    [InlineData("""{"domain":"north.example","wish":"Hold","run":"11111111-1111-1111-1111-111111111111","pending":[]}""")]
    [InlineData("""{"domain":"north.example","wish":7,"run":"11111111-1111-1111-1111-111111111111"}""")]
    [InlineData("""{"domain":"no domain","wish":"Hold","run":"11111111-1111-1111-1111-111111111111"}""")]
    public async Task Malformed_requests_are_refused(string json)
    {
        using var response = await _first.SendAsync(HttpMethod.Post, ApiPaths.Leases, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    static Task<HttpResponseMessage> SendAsync(TestAgent agent, TestPerson? person, long? term) => agent.SendBatchAsync(
        new DeliveryBatch { Sequence = 1, Domain = "North.example", Epoch = 0, Term = term, Changes = person is null ? [] : [person.Whole()] });

    Task<LeaseReply> LookAsync() => AskAsync(_second, LeaseWish.Look);

    async Task<LeaseReply> AskAsync(
        TestAgent agent, LeaseWish wish = LeaseWish.Hold, long term = 0, string? position = null, IReadOnlyList<Guid>? pending = null, bool starts = false, bool expire = false)
    {
        if (expire)
            _cloud.Time.Advance(Duration);
        if (starts || !_runs.ContainsKey(agent))
            _runs[agent] = Guid.NewGuid();
        var request = new LeaseRequest { Domain = "NORTH.example", Wish = wish, Run = _runs[agent], Starts = starts, Term = term, Position = position, Pending = pending };
        using var response = await agent.SendAsync(HttpMethod.Post, ApiPaths.Leases, JsonContent.Create(request, ContractJson.Default.LeaseRequest));
        return await TestAgent.ReadAsync(response, ContractJson.Default.LeaseReply);
    }
}
