using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Features are turned while the server runs, and count from the next request on.</summary>
public sealed class FeatureTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Without_password_sync_the_person_is_taken_and_the_password_is_not()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        var off = await agent.DeliverAsync(person.Whole());
        await _cloud.CliAsync("feature", "set", "password-sync", "on");
        var on = await agent.DeliverAsync(person.Whole());

        Assert.False(off.Tenant.PasswordSync);
        Assert.Equal(RefusalReasons.PasswordSyncDisabled, off.Outcomes.Single().Reason);
        Assert.NotNull(off.Outcomes.Single().UserName);
        Assert.True(on.Tenant.PasswordSync);
        Assert.Equal(DeliveryStatus.Success, on.Outcomes.Single().Status);
    }

    [Fact]
    public async Task Passwords_that_are_there_stay_when_password_sync_is_turned_off()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        var same = await agent.DeliverOneAsync(person.VersionOnly());
        await agent.DeliverAsync((person with { Version = 2, Password = "too late for it" }).PasswordOnly());

        Assert.Equal(DeliveryStatus.Success, same.Status);
        Assert.True(Passwords.Match((await _cloud.StoredAsync(person)).Credential!, person.Password));
    }

    [Fact]
    public async Task A_temporary_password_is_filtered_until_the_feature_takes_it()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson { MustChange = true };

        var filtered = await agent.DeliverOneAsync(person.Whole());
        Assert.Equal(DeliveryStatus.FilteredByTarget, filtered.Status);
        Assert.Null((await _cloud.StoredAsync(person)).Credential);

        await _cloud.CliAsync("feature", "set", "force-password-change", "on");
        var taken = await agent.DeliverOneAsync(person.Whole());
        Assert.Equal(DeliveryStatus.Success, taken.Status);
        Assert.True((await _cloud.StoredAsync(person)).Credential!.MustChange);
    }

    [Fact]
    public async Task Who_turned_a_feature_is_recorded()
    {
        await _cloud.CliAsync("feature", "set", "password-sync", "off");
        await _cloud.CliAsync("feature", "set", "password-sync", "off");

        var feature = (await _cloud.CliAsync("feature", "list", "--json")).Json().GetProperty("features").EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == "password-sync");
        var entries = (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("action").GetString() == "feature.changed")
            .ToList();

        Assert.Equal(
            (false, "cli:tester@here"),
            (feature.GetProperty("enabled").GetBoolean(), feature.GetProperty("changedBy").GetString()));
        Assert.Equal("off", Assert.Single(entries).GetProperty("detail").GetProperty("to").GetString());
    }
}
