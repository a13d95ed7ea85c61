using Microsoft.Extensions.DependencyInjection;
using Skybridge.Cloud.Hosting;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class MaintenanceTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Who_left_is_gone_for_good_after_thirty_days_and_not_before()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (left, stayed) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(left.Whole(), stayed.Whole());
        await agent.DeliverAsync(left.Removed());
        var before = (await _cloud.StoredAsync(left)).User!;

        _cloud.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await RunAsync();
        Assert.NotNull((await _cloud.StoredAsync(left)).Credential);

        _cloud.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        Assert.Null((await _cloud.StoredAsync(left)).User);
        Assert.NotNull((await _cloud.StoredAsync(stayed)).User);
        Assert.Equal(1, await _cloud.WithDbAsync(db => Task.FromResult(db.Credentials.Count())));

        await agent.RenewTokenAsync();
        await agent.DeliverAsync(left.Whole());
        Assert.NotEqual(before.Id, (await _cloud.StoredAsync(left)).User!.Id);
    }

    [Fact]
    public async Task Tokens_codes_and_assertions_that_ran_out_are_thrown_away()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        await agent.DeliverAsync();
        Assert.Equal((1, 1, 1), await CountAsync());

        _cloud.Time.Advance(TimeSpan.FromMinutes(2));
        await RunAsync();
        Assert.Equal((1, 1, 0), await CountAsync());

        _cloud.Time.Advance(TimeSpan.FromDays(16));
        // The token's store asks the real clock whether a token has run out.
        await _cloud.ExecuteSqlAsync("UPDATE openid_tokens SET expiration_date = '2020-01-01 00:00:00'");
        await RunAsync();
        Assert.Equal((0, 0, 0), await CountAsync());
    }

    Task RunAsync() => _cloud.Services.GetRequiredService<Maintenance>().RunOnceAsync(TestContext.Current.CancellationToken);

    Task<(int Tokens, int Codes, int Assertions)> CountAsync() => _cloud.WithDbAsync(db => Task.FromResult((
        db.Set<OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreToken>().Count(),
        db.EnrollmentCodes.Count(),
        db.SpentAssertions.Count())));
}
