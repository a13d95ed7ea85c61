using System.Net;
using Skybridge.Cloud.SignIn;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Limits of requests, in memory or in the database that nodes share.</summary>
public sealed class RequestLimitTests : IAsyncLifetime
{
    const int AtOnce = 20;

    static readonly TimeSpan OneEach = TimeSpan.FromSeconds(15);
    static readonly IPAddress Somebody = IPAddress.Parse("203.0.113.9");

    readonly RunningCloud _cloud = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    DeviceRequestLimit Limit => _cloud.Service<DeviceRequestLimit>();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task So_many_at_once_and_then_one_after_each_interval()
    {
        Assert.Equal(AtOnce, await TakeAsync(Limit, Somebody, AtOnce + 5));
        _cloud.Time.Advance(OneEach - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await TakeAsync(Limit, Somebody, 1));
        _cloud.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await TakeAsync(Limit, Somebody, 3));
        _cloud.Time.Advance(2 * OneEach);
        Assert.Equal(2, await TakeAsync(Limit, Somebody, 5));
        _cloud.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(AtOnce, await TakeAsync(Limit, Somebody, AtOnce + 5));
    }

    [Fact]
    public async Task Who_asks_all_the_time_gets_no_more_than_who_waits()
    {
        await TakeAsync(Limit, Somebody, AtOnce);
        var taken = 0;
        for (var second = 0; second < 50; second++)
        {
            _cloud.Time.Advance(TimeSpan.FromSeconds(1));
            taken += await TakeAsync(Limit, Somebody, 1);
        }

        Assert.Equal(3, taken);
    }

    [Fact]
    public async Task Requests_at_one_moment_are_counted_one_by_one()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 3 * AtOnce).Select(_ => Task.Run(() => Limit.TryTakeAsync(Somebody, Token), Token)));

        Assert.Equal(AtOnce, taken.Count(one => one));
    }

    [Fact]
    public async Task Addresses_and_what_is_counted_are_kept_apart()
    {
        await TakeAsync(Limit, Somebody, AtOnce);

        Assert.Equal(1, await TakeAsync(Limit, IPAddress.Parse("203.0.113.10"), 1));
        Assert.Null(await _cloud.Service<EnrollmentLimit>().WaitAsync(Somebody, Token));
    }

    [Fact]
    public async Task A_count_that_only_waits_is_not_made_by_asking()
    {
        var limit = _cloud.Service<EnrollmentLimit>();
        for (var i = 0; i < AtOnce; i++)
        {
            Assert.Null(await limit.WaitAsync(Somebody, Token));
            await limit.CountAsync(Somebody);
        }

        Assert.Equal(OneEach, await limit.WaitAsync(Somebody, Token));
        _cloud.Time.Advance(OneEach);
        Assert.Null(await limit.WaitAsync(Somebody, Token));
    }

    [Fact]
    public async Task After_the_clock_was_put_back_nobody_waits_until_it_has_caught_up()
    {
        await TakeAsync(Limit, Somebody, AtOnce);
        _cloud.Time.AdjustTime(_cloud.Time.GetUtcNow() - TimeSpan.FromDays(400));
        Assert.Equal(0, await TakeAsync(Limit, Somebody, 1));

        _cloud.Time.Advance(2 * OneEach);
        await TakeAsync(Limit, Somebody, 1);
        _cloud.Time.Advance(2 * OneEach);
        Assert.NotEqual(0, await TakeAsync(Limit, Somebody, 1));
    }

    /// <summary>With the embedded store there is one node, and another process has counts of its own.</summary>
    [Fact]
    public async Task Nodes_of_one_database_count_together_and_so_does_one_that_was_restarted()
    {
        await TakeAsync(Limit, Somebody, AtOnce);

        await _cloud.StopAsync();
        await _cloud.StartAsync();

        Assert.Equal(TestStore.IsPostgres ? 0 : 1, await TakeAsync(Limit, Somebody, 1));
    }

    [Fact]
    public async Task Counts_that_say_nothing_any_more_are_put_away_and_addresses_are_not_in_them()
    {
        await TakeAsync(Limit, Somebody, 3);
        var rows = await _cloud.WithDbAsync(db => Task.FromResult(db.SignInCounters.ToList()));
        Assert.Equal(TestStore.IsPostgres ? 1 : 0, rows.Count);
        Assert.All(rows, row => Assert.Equal(_cloud.Time.GetUtcNow() + (3 * OneEach), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt), TimeSpan.FromSeconds(1)));
        Assert.All(rows, row => Assert.NotEqual(new Guid(Somebody.MapToIPv6().GetAddressBytes(), bigEndian: true), row.Key));
    }

    static async Task<int> TakeAsync(DeviceRequestLimit limit, IPAddress address, int times)
    {
        var taken = 0;
        for (var i = 0; i < times; i++)
            taken += await limit.TryTakeAsync(address, Token) ? 1 : 0;
        return taken;
    }
}
