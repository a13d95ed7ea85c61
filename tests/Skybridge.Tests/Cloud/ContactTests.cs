using System.Net;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>When an agent was last heard of, and what that costs.</summary>
public sealed class ContactTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_question_is_a_contact_and_not_a_delivery()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        Assert.Equal((null, null), await TimesAsync(agent));

        await agent.GetTenantAsync();

        Assert.Equal((Now, null), await TimesAsync(agent));
    }

    [Fact]
    public async Task A_batch_with_changes_is_a_delivery_and_one_without_is_only_a_contact()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.DeliverAsync();
        Assert.Equal((Now, null), await TimesAsync(agent));

        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        await agent.DeliverAsync(new TestPerson().Whole());
        var delivered = Now;
        Assert.Equal((delivered, delivered), await TimesAsync(agent));

        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        await agent.DeliverAsync();
        Assert.Equal((Now, delivered), await TimesAsync(agent));
    }

    [Fact]
    public async Task Telling_of_an_epoch_is_a_contact()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        await agent.EndEpochAsync(0);

        Assert.Equal((Now, null), await TimesAsync(agent));
    }

    [Fact]
    public async Task A_question_that_cannot_be_answered_is_a_contact_too()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        using var response = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=not..one", null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((Now, null), await TimesAsync(agent));
    }

    [Fact]
    public async Task Questions_are_noted_once_in_ten_seconds()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.GetTenantAsync();
        var (first, _) = await TimesAsync(agent);

        _cloud.Time.Advance(TimeSpan.FromSeconds(9));
        await agent.GetTenantAsync();
        Assert.Equal(first, (await TimesAsync(agent)).Contact);

        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        await agent.GetTenantAsync();
        Assert.Equal(Now, (await TimesAsync(agent)).Contact);
    }

    [Fact]
    public async Task A_contact_in_the_future_does_not_stand_when_the_clock_is_put_right()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await _cloud.ExecuteSqlAsync("UPDATE agents SET last_contact_at = 32503680000000");

        await agent.GetTenantAsync();

        Assert.Equal(Now, (await TimesAsync(agent)).Contact);
    }

    [Fact]
    public async Task A_stranger_is_no_contact()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        using var response = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, "nonsense");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((null, null), await TimesAsync(agent));
    }

    [Fact]
    public async Task Two_minutes_without_a_contact_are_silence()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var revoked = await TestAgent.EnrollAsync(_cloud, "gone");
        await _cloud.CliAsync("agent", "revoke", "gone");
        Assert.Equal(["active", "revoked"], await StatesAsync());

        _cloud.Time.Advance(TimeSpan.FromSeconds(90));
        await agent.DeliverAsync(new TestPerson().Whole());
        _cloud.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(["active", "revoked"], await StatesAsync());

        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["silent", "revoked"], await StatesAsync());
        var table = (await _cloud.CliAsync("agent", "list")).Out;
        Assert.Contains("LAST DELIVERY", table);
        Assert.Contains("silent", table);

        await agent.GetTenantAsync();
        Assert.Equal(["active", "revoked"], await StatesAsync());
    }

    [Fact]
    public async Task An_agent_that_was_never_heard_of_is_silent_two_minutes_after_it_was_enrolled()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);

        _cloud.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["silent"], await StatesAsync());
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_now_does_not_keep_an_answer_back()
    {
        using var enrolled = await TestAgent.EnrollAsync(_cloud);

        await _cloud.WithDbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlRawAsync(TestStore.IsPostgres ? "SET default_transaction_read_only = on" : "PRAGMA query_only = ON", TestContext.Current.CancellationToken);
            await AgentContact.NoteAsync(db, db.Agents.Single(), _cloud.Time.GetUtcNow(), TestContext.Current.CancellationToken);
            return true;
        });

        Assert.Equal((null, null), await TimesAsync(enrolled));
    }

    DateTimeOffset? Now => DateTimeOffset.FromUnixTimeMilliseconds(_cloud.Time.GetUtcNow().ToUnixTimeMilliseconds());

    Task<(DateTimeOffset? Contact, DateTimeOffset? Delivery)> TimesAsync(TestAgent agent) => _cloud.WithDbAsync(db =>
    {
        var row = db.Agents.Single(row => row.Id == agent.Id);
        return Task.FromResult((row.LastContactAt, row.LastDeliveryAt));
    });

    async Task<IReadOnlyList<string?>> StatesAsync() =>
        [.. (await _cloud.CliAsync("agent", "list", "--json")).Json().GetProperty("agents").EnumerateArray().Select(
            row => row.GetProperty("state").GetString())];
}
