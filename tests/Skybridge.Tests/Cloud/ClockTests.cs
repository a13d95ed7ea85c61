using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>The clock of the cloud's host jumps, as when it is put right after a battery died: nobody is shut out, nothing is lost, and nothing has to be started again.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [InlineData(-400)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(20)]
    public async Task People_and_agents_go_on_whichever_way_it_jumps(int days)
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (person, other) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(person.Whole());
        using var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
        using var guesser = new TestBrowser(_cloud);
        for (var i = 0; i < 12; i++)
            await guesser.SignInAsync(person.UserName, $"wrong {i}");

        _cloud.Time.AdjustTime(_cloud.Time.GetUtcNow().AddDays(days));

        await agent.RenewTokenAsync();
        var changed = person with { Password = "another one", Version = 2 };
        await agent.DeliverAsync(other.Whole(), changed.PasswordOnly());
        using var fresh = new TestBrowser(_cloud);
        Assert.True((await fresh.SignInAsync(other.UserName, other.Password)).IsIn);
        await agent.DeliverAsync(other.Removed());
        Assert.False((await fresh.SignInAsync(other.UserName, other.Password)).IsIn);

        // Whoever was made to wait before waits no longer than anybody is made to, from their next try on.
        await fresh.SignInAsync(changed.UserName, changed.Password);
        _cloud.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.True((await fresh.SignInAsync(changed.UserName, changed.Password)).IsIn);
        using var again = new TestBrowser(_cloud);
        Assert.True((await again.SignInAsync(changed.UserName, changed.Password)).IsIn);
    }
}
