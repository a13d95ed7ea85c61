using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Agent.Watching;
using Skybridge.Sync.Agent;
using Skybridge.Tests.Cloud.Support;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Tests.Troubleshooting;

/// <summary>The checks all the time: a cause that comes or goes is an event, a blip is none.</summary>
public sealed class CauseWatchTests : IDisposable
{
    readonly FakeTimeProvider _time = new(Scenery.Now);
    readonly AgentStore _store;
    readonly EventLog _events;
    readonly List<int> _looks = [];
    Sights _sights = Scenery.Healthy;

    public CauseWatchTests()
    {
        _store = AgentStore.Open(TemporaryFolder.NewPath(), _time);
        _events = new EventLog(_store, NullLogger.Instance);
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    IReadOnlyList<SyncEvent> Events => _store.GetEvents(DateTimeOffset.MinValue, 0, null, 100);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_cause_that_stays_is_announced_once_and_its_end_too()
    {
        var watch = NewWatch();
        await LookAsync(watch, "staging-mode");
        Assert.Empty(Events);
        await LookAsync(watch, "staging-mode");
        await LookAsync(watch, "staging-mode");
        await LookAsync(watch, null);
        await LookAsync(watch, null);

        Assert.Equal([EventNumbers.CauseFound, EventNumbers.CauseCleared], Events.Select(happened => happened.Number));
        Assert.Equal([EventLevel.Error, EventLevel.Information], Events.Select(happened => happened.Level));
        Assert.Contains("staging-mode", Events[0].Text, StringComparison.Ordinal);
        Assert.Empty(_store.GetCauses());
    }

    [Fact]
    public async Task A_blip_is_no_event()
    {
        var watch = NewWatch();
        await LookAsync(watch, "cloud-unreachable");
        await LookAsync(watch, null);

        Assert.Empty(Events);
        Assert.Empty(_store.GetCauses());
    }

    [Fact]
    public async Task What_stands_is_there_for_whoever_looks_and_outlives_the_service()
    {
        var watch = NewWatch();
        await LookAsync(watch, "password-sync-disabled");
        await LookAsync(watch, "password-sync-disabled");
        var standing = Assert.Single(_store.GetCauses());
        Assert.Equal("password-sync-disabled", standing.Cause);

        var next = NewWatch();
        next.Recall();
        await LookAsync(next, "password-sync-disabled");
        Assert.Single(Events);
        Assert.Equal(standing.Since, Assert.Single(_store.GetCauses()).Since);
        await LookAsync(next, null);
        Assert.Equal(2, Events.Count);
    }

    [Fact]
    public async Task A_warning_is_a_warning()
    {
        var watch = NewWatch();
        _sights = Scenery.Healthy.With(domain => domain with { Controllers = [Dead(domain.Controllers[0]), domain.Controllers[1]] });
        await watch.LookAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(16));
        await watch.LookAsync(Token);

        Assert.Equal(EventLevel.Warning, Assert.Single(Events).Level);
        Assert.True(Assert.Single(_store.GetCauses()).IsWarning);
    }

    [Fact]
    public async Task Domain_controllers_are_asked_every_quarter_of_an_hour()
    {
        var watch = NewWatch();
        for (var minute = 0; minute <= 30; minute++)
        {
            await watch.LookAsync(Token);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 15, 30], _looks.Index().Where(look => look.Item == Catalogue.General.Count).Select(look => look.Index));
        Assert.All(_looks, count => Assert.True(count == Catalogue.General.Count || count == Catalogue.Cheap.Count));
    }

    [Fact]
    public async Task A_cheap_look_does_not_clear_what_it_did_not_look_for()
    {
        var watch = NewWatch();
        _sights = Scenery.Healthy.With(domain => domain with { Controllers = [Dead(domain.Controllers[0]), domain.Controllers[1]] });
        await watch.LookAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(16));
        await watch.LookAsync(Token);
        _sights = Scenery.Healthy;
        _time.Advance(TimeSpan.FromMinutes(1));
        await watch.LookAsync(Token);

        Assert.Single(_store.GetCauses());
    }

    CauseWatch NewWatch() => new(
        (checks, _) =>
        {
            _looks.Add(checks.Count);
            return Task.FromResult(Examiner.Examine(_sights, checks));
        },
        _store,
        _events,
        _time);

    async Task LookAsync(CauseWatch watch, string? cause)
    {
        _sights = cause is null ? Scenery.Healthy : Faults.General.Single(fault => fault.Cause == cause).Make(Scenery.Healthy);
        await watch.LookAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    static ControllerSight Dead(ControllerSight controller) => controller with
    {
        Ports = [.. controller.Ports.Select(port => port with { State = PortState.Dropped })],
        Kdc = null,
        LoggedIn = null,
        Plain = null,
        Secret = null,
        ExcessRights = null,
    };
}
