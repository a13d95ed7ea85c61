using Microsoft.EntityFrameworkCore;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Throwing synchronized passwords away, and getting them again.</summary>
public sealed class PurgeTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task One_domains_passwords_go_and_everything_else_stays()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (person, reset) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(person.Whole(), reset.Whole());
        await _cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", reset.Anchor.Value);
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        var run = await _cloud.CliAsync("user", "purge-passwords", "North.Example", "--yes", "--json");

        Assert.Equal(0, run.ExitCode);
        var one = run.Json().GetProperty("domains").EnumerateArray().Single();
        Assert.Equal(("north.example", 1), (one.GetProperty("domain").GetString(), one.GetProperty("purged").GetInt32()));
        Assert.Null((await _cloud.StoredAsync(person)).Credential);
        Assert.NotNull((await _cloud.StoredAsync(person)).User);
        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsRefused);
        Assert.True((await browser.SignInAsync(reset.UserName, "given by the help desk")).IsIn);
        var entry = (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray()
            .Single(one => one.GetProperty("action").GetString() == "passwords.purged");
        Assert.Equal(("north.example", "1"), (entry.GetProperty("target").GetString(), entry.GetProperty("detail").GetProperty("count").GetString()));
    }

    [Fact]
    public async Task The_agent_is_told_and_asked_for_the_very_passwords_that_it_knows_as_delivered()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        var before = (await agent.DeliverAsync(person.Whole())).Tenant.Incarnation;
        await _cloud.CliAsync("user", "purge-passwords", "--all", "--yes");

        var outcome = await agent.DeliverOneAsync(person.VersionOnly());
        var after = (await agent.GetTenantAsync()).Incarnation;
        await agent.DeliverAsync(person.Whole());

        Assert.True(outcome.PasswordWanted);
        Assert.NotEqual(before, after);
        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
    }

    [Fact]
    public async Task Another_domains_agent_has_nothing_to_do()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var other = await TestAgent.EnrollAsync(_cloud, "other", "west.example");
        await agent.DeliverAsync(new TestPerson().Whole());
        var (person, before) = (new TestPerson(), (await other.GetTenantAsync()).Incarnation);
        await other.DeliverAsync(person.Whole());

        await _cloud.CliAsync("user", "purge-passwords", "north.example", "--yes");

        Assert.Equal(before, (await other.GetTenantAsync()).Incarnation);
        Assert.NotNull((await _cloud.StoredAsync(person)).Credential);
    }

    [Fact]
    public async Task Nothing_of_them_is_left_in_the_store()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var people = Enumerable.Range(0, 60).Select(_ => new TestPerson()).ToList();
        await agent.DeliverAsync([.. people.Select(person => person.Whole())]);
        await _cloud.HardenAsync();
        var stored = new List<string>();
        foreach (var person in people)
            stored.Add((await _cloud.StoredAsync(person)).Credential!.Verifier.TrimEnd(';').Split(',')[^1]);

        await _cloud.CliAsync("user", "purge-passwords", "--all", "--yes");

        await TestStore.AssertNowhereAsync(_cloud, stored);
    }

    [Fact]
    public async Task Nothing_is_left_of_what_was_deleted_without_being_overwritten()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.DeliverAsync(new TestPerson().Whole());
        var traces = Enumerable.Range(0, 40).Select(number => $"trace-of-a-verifier-{number}").ToList();
        await _cloud.WithDbAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            if (!TestStore.IsPostgres)
                await db.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = OFF");
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE scratch (trace TEXT)");
            foreach (var trace in traces)
                await db.Database.ExecuteSqlAsync($"INSERT INTO scratch VALUES ({trace})");
            return await db.Database.ExecuteSqlRawAsync("DROP TABLE scratch");
        });

        await _cloud.CliAsync("user", "purge-passwords", "--all", "--yes");

        await TestStore.AssertNowhereAsync(_cloud, traces);
    }

    [Fact]
    public async Task It_is_never_done_by_mistake()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());

        (await _cloud.CliAsync("user", "purge-passwords", "north.example")).AssertCouldNotRun("Nothing was purged");
        (await _cloud.CliAsync("user", "purge-passwords", "--yes")).AssertCouldNotRun("Which domain");
        (await _cloud.CliAsync("user", "purge-passwords", "north.example", "--all", "--yes")).AssertCouldNotRun("Which domain");
        (await _cloud.CliAsync("user", "purge-passwords", "south.example", "--yes")).AssertCouldNotRun("Nobody here came from");

        Assert.NotNull((await _cloud.StoredAsync(person)).Credential);
    }

    [Fact]
    public async Task Turning_password_synchronization_off_says_what_stays_and_how_to_throw_it_away()
    {
        var run = await _cloud.CliAsync("feature", "set", "password-sync", "off");

        Assert.Contains("people go on signing in with them", run.Out);
        Assert.Contains("user purge-passwords", run.Out);
        Assert.DoesNotContain("purge", (await _cloud.CliAsync("feature", "set", "password-sync", "on")).Out);
    }
}
