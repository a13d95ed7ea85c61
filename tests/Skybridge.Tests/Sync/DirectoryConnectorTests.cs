using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Which domain controller is tried, and in which order.</summary>
public sealed class DirectoryConnectorTests : IAsyncDisposable
{
    readonly Rig _rig = Rig.Crowd(1);
    readonly List<string> _tried = [];
    Func<string, Exception?> _fail = _ => null;

    public DirectoryConnectorTests()
    {
        _rig.AddController(_rig.Directory.Join("dc2"));
        _rig.Connecting = host =>
        {
            _tried.Add(host);
            if (_fail(host) is { } error)
                throw error;
        };
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_first_is_tried_first_and_kept_while_it_answers()
    {
        await _rig.SyncAsync();
        await _rig.SyncAsync();

        Assert.Equal(["10.0.0.1"], _tried);
        Assert.StartsWith("dc1.corp.example", _rig.Health.DomainController);
    }

    [Fact]
    public async Task Where_the_first_does_not_answer_the_second_is_read_and_kept()
    {
        _fail = host => host == "10.0.0.1" ? Down() : null;
        await _rig.SyncAsync();
        _fail = _ => null;
        await _rig.SyncAsync();

        Assert.Equal(["10.0.0.1", "10.0.0.2"], _tried);
        Assert.StartsWith("dc2.corp.example", _rig.Health.DomainController);
    }

    [Fact]
    public async Task Where_none_answers_all_of_them_are_named()
    {
        _fail = _ => Down();

        var report = await _rig.CycleAsync();

        Assert.Equal(["10.0.0.1", "10.0.0.2"], _tried);
        Assert.Equal("None of the 2 domain controllers of corp.example can be used. It is down. It is down.", report.Error);
        Assert.Equal("domain-controller-unreachable", _rig.Health.Problem?.Cause);
    }

    [Fact]
    public async Task A_wrong_password_is_not_shown_to_the_next()
    {
        _fail = _ => new KerberosException(KerberosFailure.PasswordWrong, "The password is wrong.");

        await _rig.CycleAsync();

        Assert.Equal(["10.0.0.1"], _tried);
        Assert.Equal("connector-account-rejected", _rig.Health.Problem?.Cause);
    }

    [Fact]
    public async Task After_one_hung_up_another_is_tried_first()
    {
        await _rig.SyncAsync();
        await _rig.Dc.HangUpAsync();
        await _rig.CycleAsync();

        await _rig.SyncAsync();

        // Twice: the position is of another database, and so the cycle begins again on a fresh handle.
        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.2"], _tried);
    }

    [Fact]
    public async Task After_a_failure_another_is_asked_at_once_and_the_move_is_told()
    {
        await _rig.SyncAsync();
        await _rig.Dc.HangUpAsync();

        var failed = await _rig.CycleAsync();
        await _rig.SyncAsync();

        Assert.NotNull(failed.Error);
        Assert.StartsWith("dc2.corp.example", _rig.Health.DomainController);
        Assert.Contains("dc2.corp.example", Assert.Single(_rig.Events(EventNumbers.DomainControllerChanged)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preferred_one_is_returned_to_after_a_minute_and_nothing_is_missed()
    {
        _fail = host => host == "10.0.0.1" ? Down() : null;
        await _rig.SyncAsync();
        _fail = _ => null;
        _rig.Time.Advance(TimeSpan.FromSeconds(59));
        await _rig.SyncAsync();
        Assert.StartsWith("dc2.corp.example", _rig.Health.DomainController);

        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        var late = _rig.Directory.AddUser("late", "P@ssw0rd-late");
        await _rig.SyncAsync();

        Assert.StartsWith("dc1.corp.example", _rig.Health.DomainController);
        Assert.True(_rig.State(late).IsPasswordDelivered);
    }

    [Fact]
    public async Task One_that_stays_down_is_tried_ever_more_seldom_and_the_other_is_kept()
    {
        _fail = host => host == "10.0.0.1" ? Down() : null;
        await _rig.SyncAsync();
        _tried.Clear();
        for (var minute = 0; minute < 60; minute++)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(1));
            await _rig.SyncAsync();
        }

        // After 1, 2, 4 and 8 minutes, then every 15.
        Assert.Equal(Enumerable.Repeat("10.0.0.1", 7), _tried);
    }

    [Fact]
    public async Task Where_all_refuse_for_good_each_is_asked_once_and_then_there_is_a_pause()
    {
        _fail = _ => new RpcFaultException(5, "IDL_DRSBind");

        await _rig.CycleAsync();

        Assert.Equal(["10.0.0.1", "10.0.0.2"], _tried);
        Assert.Equal("tries again in 15 s", _rig.Health.Activity);
    }

    [Fact]
    public async Task One_failure_is_counted_once()
    {
        await _rig.SyncAsync();
        await _rig.Dc.HangUpAsync();
        await _rig.CycleAsync();
        _fail = _ => Down();
        await _rig.CycleAsync();
        _tried.Clear();
        _fail = _ => null;

        // Two failures of the first: two minutes.
        _rig.Time.Advance(TimeSpan.FromSeconds(121));
        await _rig.SyncAsync();

        Assert.Equal("10.0.0.1", _tried[0]);
    }

    [Fact]
    public void A_silent_one_is_waited_for_longer_each_time_and_the_only_one_as_long_as_any()
    {
        var preference = new ControllerPreference(_rig.Time);
        var longest = TimeSpan.FromSeconds(60);
        var one = new DomainControllerAddress("10.0.0.1", null);
        var patience = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            patience.Add(preference.PatienceWith(one, isOnlyOne: false, longest).TotalSeconds);
            preference.Fail(one.Host);
        }

        Assert.Equal([10, 20, 40, 60, 60], patience);
        preference.Clear(one.Host);
        Assert.Equal(10, preference.PatienceWith(one, isOnlyOne: false, longest).TotalSeconds);
        Assert.Equal(longest, preference.PatienceWith(one, isOnlyOne: true, longest));
    }

    [Theory]
    [InlineData("10.0.0.10", "10.0.0.10", null)]
    [InlineData("dc1.corp.example", "dc1.corp.example", "dc1.corp.example")]
    [InlineData("10.0.0.10:dc1.corp.example", "10.0.0.10", "dc1.corp.example")]
    [InlineData("[fd00::1]:dc1.corp.example", "fd00::1", "dc1.corp.example")]
    [InlineData("fd00::1", "fd00::1", null)]
    public void An_address_is_read_and_written_the_same_way(string text, string host, string? name)
    {
        Assert.True(DomainControllerAddress.TryParse(text, out var address));
        Assert.Equal(new DomainControllerAddress(host, name), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData(":dc1")]
    [InlineData("10.0.0.1:")]
    [InlineData("10.0.0.1:10.0.0.2")]
    [InlineData("dc 1")]
    public void What_is_no_address_is_refused(string? text) => Assert.False(DomainControllerAddress.TryParse(text, out _));

    static RpcTransportException Down() => new("dc", TransportStep.Connect, "It is down.");
}
