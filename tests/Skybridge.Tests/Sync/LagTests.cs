using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Lag;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>A domain controller that does not get what another one has: it is told from a quiet one, another is read, and it is returned to.</summary>
public sealed class LagTests : IAsyncDisposable
{
    readonly Rig _rig = new();
    readonly FakeDirectory _first;
    readonly FakeDirectory _second;
    readonly IReadOnlyCollection<FakeChangesRequest> _asked;
    readonly FakeObject _ada;

    public LagTests()
    {
        _first = _rig.Directory;
        _ada = _first.AddUser("ada", "P@ssw0rd-1");
        _second = _first.Join("dc2");
        _asked = _rig.AddController(_second).Requests;
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Source => _rig.Health.DomainController!.Split(' ')[0];

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_arrives_in_time_is_no_lag()
    {
        await LookAsync();
        ChangeAtSecond("P@ssw0rd-2");
        await LookAsync();
        _first.PullFrom(_second);
        await LaterAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.Empty(_rig.Events(EventNumbers.DomainControllerLags));
    }

    /// <summary>Neither numbers of its own that grow, nor what it got from the first and has in its own numbering.</summary>
    [Fact]
    public async Task A_domain_in_which_nothing_happens_does_not_lag()
    {
        _first.SetPassword(_ada, "P@ssw0rd-2");
        _second.PullFrom(_first);
        for (var i = 0; i < 5; i++)
            await LaterAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.Empty(LagNotice.Recall(_rig.Space));
    }

    [Fact]
    public async Task What_is_missing_after_a_minute_is_read_at_the_one_that_has_it()
    {
        await LookAsync();
        ChangeAtSecond("P@ssw0rd-2");
        await LookAsync();
        Assert.False(_rig.Cloud.Takes(_ada.Guid, "P@ssw0rd-2"));

        await LaterAsync();
        await _rig.SyncAsync();

        Assert.Equal("dc2.corp.example", Source);
        Assert.True(_rig.Cloud.Takes(_ada.Guid, "P@ssw0rd-2"));
        var told = Assert.Single(_rig.Events(EventNumbers.DomainControllerLags));
        Assert.Contains("dc1.corp.example does not get what dc2.corp.example has", told.Text);
        Assert.Equal(("dc1.corp.example", "dc2.corp.example"), Assert.Single(LagNotice.Recall(_rig.Space)) is var notice ? (notice.Controller, notice.Ahead) : default);
    }

    [Fact]
    public async Task Once_it_has_caught_up_it_is_read_again()
    {
        await FallBehindAsync();
        await LaterAsync();
        Assert.Equal("dc2.corp.example", Source);

        _first.PullFrom(_second);
        await LookAsync();
        await _rig.SyncAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.Contains("dc1.corp.example has caught up", Assert.Single(_rig.Events(EventNumbers.DomainControllerCaughtUp)).Text);
        Assert.Empty(LagNotice.Recall(_rig.Space));
    }

    /// <summary>What it needs is kept, and who it is.</summary>
    [Fact]
    public async Task It_is_left_alone_over_a_restart_until_it_has_caught_up()
    {
        await FallBehindAsync();
        await _rig.Synchronizer.DisposeAsync();
        _rig.Restart();
        await _rig.SyncAsync();

        Assert.Equal("dc2.corp.example", Source);
        _first.PullFrom(_second);
        await LookAsync();
        await _rig.SyncAsync();
        Assert.Equal("dc1.corp.example", Source);
    }

    [Fact]
    public async Task Of_one_that_is_there_no_more_nothing_is_said()
    {
        await FallBehindAsync();
        _first.Site = "Branch";
        await _rig.Synchronizer.DisposeAsync();

        await _rig.SyncAsync();

        Assert.Empty(LagNotice.Recall(_rig.Space));
        Assert.Empty(_rig.Events(EventNumbers.DomainControllerCaughtUp));
    }

    [Fact]
    public async Task One_that_lags_is_better_than_none()
    {
        await FallBehindAsync();
        _rig.Connecting = host =>
        {
            if (host == "10.0.0.2")
                throw new RpcTransportException(host, TransportStep.Connect, "refused");
        };
        await _rig.Synchronizer.DisposeAsync();
        _first.SetPassword(_ada, "P@ssw0rd-3");

        await _rig.SyncAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.True(_rig.Cloud.Takes(_ada.Guid, "P@ssw0rd-3"));
    }

    /// <summary>Nothing is lost that only one of them has, and the agent does not run to and fro without a pause.</summary>
    [Fact]
    public async Task Where_each_lacks_what_the_other_has_both_are_read_in_turns()
    {
        var ben = _first.AddUser("ben", "P@ssw0rd-1");
        await LookAsync();
        _second.SetPassword(_second.Find(_ada.Guid)!, "P@ssw0rd-2");
        _first.SetPassword(ben, "P@ssw0rd-2");
        for (var i = 0; i < 20; i++)
            await LaterAsync();

        Assert.True(_rig.Cloud.Takes(_ada.Guid, "P@ssw0rd-2"));
        Assert.True(_rig.Cloud.Takes(ben.Guid, "P@ssw0rd-2"));
        Assert.InRange(_rig.Events(EventNumbers.DomainControllerLags).Count, 2, 8);
    }

    [Fact]
    public async Task Between_sites_changes_may_take_their_time()
    {
        _second.Site = "Branch";
        await FallBehindAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.Empty(_rig.Events(EventNumbers.DomainControllerLags));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_neighbour_that_does_not_answer_says_nothing(bool isUnexpected)
    {
        await LookAsync();
        _rig.Connecting = host =>
        {
            if (host == "10.0.0.2")
                throw isUnexpected ? new InvalidOperationException("Nobody expected this.") : new RpcTransportException(host, TransportStep.Connect, "refused");
        };
        ChangeAtSecond("P@ssw0rd-2");
        await _rig.Lag.DisposeAsync();
        await LaterAsync();

        Assert.Equal("dc1.corp.example", Source);
        Assert.Empty(_rig.Events(EventNumbers.DomainControllerLags));
    }

    [Fact]
    public async Task What_is_kept_of_it_may_be_damaged()
    {
        _rig.Space.SetSetting("lag-notices", "[{");
        _rig.Restart();
        await LookAsync();

        Assert.Empty(LagNotice.Recall(_rig.Space));
        Assert.Equal("dc1.corp.example", Source);
    }

    [Fact]
    public async Task No_secret_is_asked_for_to_compare()
    {
        ChangeAtSecond("P@ssw0rd-2");
        await LookAsync();

        Assert.NotEmpty(_asked);
        Assert.All(_asked, request => Assert.DoesNotContain(AttributeType.UnicodePwd, request.Attributes));
    }

    [Fact]
    public void Of_many_writes_of_one_database_the_oldest_that_is_missing_counts()
    {
        var (missing, database, now) = (new MissingChanges(), Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        for (var i = 1; i <= 100; i++)
            missing.Note(database, i, now.AddSeconds(i));
        missing.Note(database, 50, now.AddSeconds(200));

        missing.Settle(new([new(database, 10)]));
        Assert.Equal(now.AddSeconds(11), missing.Since);
        Assert.Equal(100, missing.Needs[database]);
        missing.Settle(new([new(database, 99)]));
        Assert.NotNull(missing.Since);
        missing.Settle(new([new(database, 100)]));
        Assert.Null(missing.Since);
    }

    void ChangeAtSecond(string password) => _second.SetPassword(_second.Find(_ada.Guid)!, password);

    async Task FallBehindAsync()
    {
        await LookAsync();
        ChangeAtSecond("P@ssw0rd-2");
        await LookAsync();
        await LaterAsync();
        await _rig.SyncAsync();
    }

    async Task LookAsync()
    {
        await _rig.SyncAsync();
        await _rig.Lag.AskSomeAsync(Token);
        await _rig.SyncAsync();
    }

    async Task LaterAsync()
    {
        _rig.Time.Advance(LagBook.Patience + TimeSpan.FromSeconds(1));
        await LookAsync();
    }
}
