using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Agent;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>The loop outlives every error, waits as long as is wise, and answers what it is asked.</summary>
public sealed class LoopTests : IAsyncDisposable
{
    static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    readonly Rig _rig = Rig.Crowd(1);
    readonly CancellationTokenSource _stop = new();
    readonly List<DateTimeOffset> _connects = [];
    Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _rig.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_change_is_noticed_within_a_second()
    {
        await StartAsync();
        var anna = _rig.Directory.AddUser("anna", "P@ssw0rd-anna");

        await _rig.Time.PassAsync(TimeSpan.FromSeconds(1), Slice);

        Assert.True(_rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.Equal("waiting for changes", _rig.Health.Activity);
    }

    [Fact]
    public async Task When_something_was_last_delivered_is_known_after_a_restart()
    {
        await _rig.SyncAsync();
        var last = Assert.NotNull(_rig.Health.LastDelivery);
        _rig.Restart();
        _rig.Time.Advance(TimeSpan.FromMinutes(1));

        await _rig.SyncAsync();

        Assert.Equal(last, _rig.Health.LastDelivery);
    }

    [Fact]
    public async Task A_wrong_connector_password_is_tried_again_every_five_minutes_only()
    {
        Fail(new KerberosException(KerberosFailure.PasswordWrong, "The password is wrong."));
        await StartAsync();

        await _rig.Time.PassAsync(TimeSpan.FromMinutes(10), Slice);

        Assert.Equal([0, 300, 600], _connects.Select(at => (at - _connects[0]).TotalSeconds));
        Assert.Equal(("connector-account-rejected", "tries again in 300 s"), (_rig.Health.Problem?.Cause, _rig.Health.Activity));
        Assert.Equal(3, _rig.Logins);
    }

    [Fact]
    public async Task An_operators_request_tries_a_wrong_password_once_and_no_more()
    {
        Fail(new KerberosException(KerberosFailure.PasswordWrong, "The password is wrong."));
        await StartAsync();

        var request = _rig.Store.AddRequest("corp.example", RequestKind.Cycle, null);
        await _rig.Time.PassAsync(TimeSpan.FromMinutes(4), Slice);

        Assert.Equal("The password is wrong.", _rig.Store.GetAnswer(request)?.Error);
        Assert.Equal(2, _connects.Count);
    }

    [Theory]
    [InlineData(KerberosFailure.KdcUnreachable, 2)]
    [InlineData(KerberosFailure.AccountRevoked, 15)]
    [InlineData(KerberosFailure.ClockSkew, 15)]
    [InlineData(KerberosFailure.AccountUnknown, 300)]
    public async Task Each_failure_has_its_own_patience(KerberosFailure failure, int seconds)
    {
        Fail(new KerberosException(failure, "No."));
        await StartAsync();

        await _rig.Time.PassAsync(TimeSpan.FromSeconds(seconds), Slice);

        Assert.Equal([0, seconds], _connects.Select(at => (at - _connects[0]).TotalSeconds));
    }

    [Fact]
    public async Task A_domain_controller_that_is_down_is_tried_again_soon_and_its_return_is_told()
    {
        Fail(new RpcTransportException("dc1:135", TransportStep.Connect, "It is down."));
        await StartAsync();
        var problem = _rig.Health.Problem?.Cause;
        _rig.Connecting = _ => { };

        await _rig.Time.PassAsync(TimeSpan.FromSeconds(2), Slice);

        Assert.Equal("domain-controller-unreachable", problem);
        Assert.Null(_rig.Health.Problem);
        Assert.Single(_rig.Events(EventNumbers.Recovered));
        Assert.Single(_rig.Events(EventNumbers.DomainFailed));
    }

    [Fact]
    public async Task A_request_is_answered_while_the_loop_waits_and_once_only()
    {
        await StartAsync();
        var first = _rig.Store.AddRequest("corp.example", RequestKind.Person, "p1");
        var second = _rig.Store.AddRequest("corp.example", RequestKind.Full, null);

        await _rig.Time.PassAsync(Slice, Slice);

        Assert.Equal("p1@corp.example", _rig.Store.GetAnswer(first)?.Person?.UserName);
        Assert.True(_rig.Store.GetAnswer(second)?.IsFull);
        Assert.Null(_rig.Store.TakeRequest("corp.example"));
    }

    [Fact]
    public async Task A_request_that_ends_in_an_unexpected_error_is_answered_too()
    {
        await StartAsync();
        _rig.Cloud.Accept = _ => throw new InvalidOperationException("Nobody expected this.");
        var request = _rig.Store.AddRequest("corp.example", RequestKind.Person, "p1");

        await _rig.Time.PassAsync(Slice, Slice);

        Assert.Equal("Nobody expected this.", _rig.Store.GetAnswer(request)?.Error);
        Assert.Equal("unexpected", _rig.Health.Problem?.Cause);
        Assert.Single(_rig.Events(EventNumbers.UnexpectedError));
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_does_not_end_the_loop()
    {
        await StartAsync();
        _rig.Sql("ALTER TABLE request RENAME TO elsewhere", "agent.db");
        var anna = _rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await _rig.Time.PassAsync(TimeSpan.FromSeconds(1), Slice);
        var problem = _rig.Health.Problem?.Cause;
        _rig.Sql("ALTER TABLE elsewhere RENAME TO request", "agent.db");

        await _rig.Time.PassAsync(TimeSpan.FromSeconds(15), Slice);

        Assert.Equal("store-unusable", problem);
        Assert.True(_rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public async Task Without_news_the_cloud_hears_a_heartbeat_every_half_minute()
    {
        await StartAsync();

        await _rig.Time.PassAsync(TimeSpan.FromSeconds(90), Slice);

        Assert.Equal(4, _rig.Cloud.Heartbeats);
        Assert.Single(_rig.Cloud.Batches);
    }

    async Task StartAsync()
    {
        _running = _rig.Synchronizer.RunAsync(_stop.Token);
        await _rig.Time.WaitBegunAsync();
    }

    void Fail(Exception error) => _rig.Connecting = _ =>
    {
        _connects.Add(_rig.Time.GetUtcNow());
        throw error;
    };
}
