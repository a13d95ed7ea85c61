using Skybridge.Contract;
using Skybridge.Drsr.Rpc;
using Skybridge.Sync.Agent;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Several agents of one domain: one leads, the others stand by, and take over from where it had come to.</summary>
public sealed class LeaseTests : IAsyncDisposable
{
    readonly FakeLeases _leases = new();
    readonly Rig _first;
    readonly Rig _second;

    public LeaseTests()
    {
        _first = new(leases: _leases, name: "first");
        _second = new(leases: _leases, name: "second", beside: _first);
        for (var i = 1; i <= 3; i++)
            _first.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}");
        _first.Cloud.Accept = _leases.Require;
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    FakeCloud Cloud => _first.Cloud;

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Fact]
    public async Task Who_stands_by_reads_without_secrets_and_delivers_nothing()
    {
        await _first.SyncAsync();
        var batches = Cloud.Batches.Count;

        var report = await _second.CycleAsync();

        Assert.Equal(("first", 0, null), (report.StandsByFor, report.PasswordsDelivered, report.Error));
        Assert.Equal(batches, Cloud.Batches.Count);
        Assert.DoesNotContain(_first.Dc.Requests.Last().Attributes, type => type.IsSecret);
        Assert.Equal((false, "first", 1), (_second.Health.Lease!.Leads, _second.Health.Lease.Leader, _second.Health.Lease.Term));
        Assert.Single(_second.Events(EventNumbers.StandingBy));
        Assert.True(_first.Health.Lease!.Leads);
    }

    [Fact]
    public async Task The_next_leader_goes_on_from_the_position_of_the_one_before()
    {
        await HandOverAsync();
        var changed = _first.Directory.Objects[^1];
        _first.Directory.SetPassword(changed, "P@ssw0rd-new");
        var batches = Cloud.Batches.Count;

        var report = await _second.CycleAsync();

        Assert.Equal((false, null, 1), (report.IsFull, report.StandsByFor, report.PasswordsDelivered));
        Assert.True(Cloud.Takes(changed.Guid, "P@ssw0rd-new"));
        var batch = Assert.Single(Cloud.Batches.Skip(batches));
        Assert.Equal((2, changed.Guid), (batch.Term, Assert.Single(batch.Changes).ObjectGuid));
    }

    [Fact]
    public async Task What_the_leader_had_not_told_of_is_delivered_again()
    {
        await HandOverAsync(() =>
        {
            _first.Directory.SetPassword(_first.Directory.Objects[^1], "P@ssw0rd-untold");
            return _first.SyncAsync();
        });

        var report = await _second.CycleAsync();

        Assert.False(report.IsFull);
        Assert.Contains(Cloud.Batches, batch => batch.Term == 2);
        Assert.True(Cloud.Takes(_first.Directory.Objects[^1].Guid, "P@ssw0rd-untold"));
    }

    [Fact]
    public async Task What_waited_to_be_tried_again_is_handed_over()
    {
        var unlucky = _first.Directory.Objects[^1];
        Cloud.Judge = change => change.ObjectGuid == unlucky.Guid
            ? new DeliveryOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = "not-now" }
            : null;
        await _first.CycleAsync();
        await HandOverAsync();
        Cloud.Judge = _ => null;

        await _second.SyncAsync();

        Assert.True(Cloud.Takes(unlucky.Guid, "P@ssw0rd-3"));
    }

    [Fact]
    public async Task Without_a_position_everything_is_read()
    {
        await _first.SyncAsync();
        await _second.SyncAsync();
        _leases.Expire();
        await _second.Keeper!.AskAsync(Token);

        var report = await _second.CycleAsync();

        Assert.True(report.IsFull);
        Assert.Equal(3, Cloud.People.Count);
    }

    [Fact]
    public async Task A_leader_that_slept_delivers_nothing_when_it_wakes()
    {
        await HandOverAsync();
        var changed = _first.Directory.Objects[^1];
        _first.Directory.SetPassword(changed, "P@ssw0rd-late");

        var woken = await _first.CycleAsync();
        await _first.Keeper!.AskAsync(Token);
        var after = await _first.CycleAsync();

        Assert.NotNull(woken.Error);
        Assert.Equal(("second", null), (after.StandsByFor, after.Error));
        Assert.False(Cloud.Takes(changed.Guid, "P@ssw0rd-late"));
        Assert.Null(_first.Health.Problem);
        await _second.SyncAsync();
        Assert.True(Cloud.Takes(changed.Guid, "P@ssw0rd-late"));
    }

    [Fact]
    public async Task An_agent_alone_that_restarts_goes_on_at_once()
    {
        await _first.SyncAsync();
        _first.Directory.SetPassword(_first.Directory.Objects[^1], "P@ssw0rd-new");
        _first.Restart();

        var report = await _first.CycleAsync();

        Assert.Equal((false, null, 1), (report.IsFull, report.StandsByFor, report.PasswordsDelivered));
        Assert.Equal(2, _leases.Term);
    }

    [Fact]
    public async Task A_cloud_without_leases_gets_batches_without_a_term()
    {
        _leases.IsUnknown = true;
        Cloud.Accept = batch => Assert.Null(batch.Term);

        await _first.SyncAsync();

        Assert.Equal((true, null), (_first.Health.Lease!.Leads, _first.Health.Lease.Term));
        Assert.Equal(3, Cloud.People.Count);
    }

    [Fact]
    public async Task A_leader_that_cannot_read_lets_another_have_it()
    {
        await _first.SyncAsync();
        await _second.SyncAsync();
        _first.Connecting = _ => throw new RpcProtocolException("Down.");
        _first.Restart();
        Assert.NotNull((await _first.CycleAsync()).Error);

        await _first.Keeper!.AskAsync(Token);
        var patient = _leases.Wish("first");
        _first.Time.Advance(TimeSpan.FromSeconds(8)); // Both keepers share the clock: the second may have it before it is asked to ask.
        await _first.Keeper.AskAsync(Token);

        Assert.Equal((LeaseWish.Hold, LeaseWish.Yield), (patient, _leases.Wish("first")));
        await _second.Keeper!.AskAsync(Token);
        Assert.Equal("second", _leases.Holder);
    }

    [Fact]
    public async Task One_person_is_not_delivered_by_who_stands_by()
    {
        await _first.SyncAsync();

        var report = await _second.Synchronizer.RunOnceAsync(RequestKind.Person, "p1", Token);

        Assert.Contains("first on first.corp.example leads corp.example", report.Error, StringComparison.Ordinal);
        Assert.Contains("first.corp.example", report.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_gives_the_lease_back()
    {
        await _first.SyncAsync();

        await _first.Keeper!.DisposeAsync();

        Assert.Null(_leases.Holder);
        await _second.SyncAsync();
        Assert.Equal("second", _leases.Holder);
    }

    // The first leads and tells how far it came; the second is warm, and has the lease after it.
    async Task HandOverAsync(Func<Task>? untold = null)
    {
        await _first.CycleAsync();
        await _first.Keeper!.AskAsync(Token);
        if (untold is not null)
            await untold();
        await _second.SyncAsync();
        _leases.Expire();
        await _second.Keeper!.AskAsync(Token);
        Assert.Equal(("second", 2), (_leases.Holder, _leases.Term));
    }
}
