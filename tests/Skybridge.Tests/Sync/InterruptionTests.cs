using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What becomes of a cycle that ended too early: nothing is lost, nothing is doubled.</summary>
public class InterruptionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_leaves_after_a_delivery_whose_answer_was_never_heard_is_removed(bool deleted)
    {
        await using var rig = new Rig(Rig.Impatient with { Scope = new ScopeRules { Exclude = ["OU=Away,DC=corp,DC=example"] } });
        var away = rig.Directory.AddContainer("OU=Away", rig.Directory.Head);
        await rig.SyncAsync();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Cloud.Taken = batch => _ = batch.Changes.Count > 0 ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(rig.CycleAsync);
        rig.Cloud.Taken = _ => { };
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        if (deleted)
            rig.Directory.Delete(anna);
        else
            rig.Directory.Move(anna, "CN=anna", away);
        rig.Restart();

        await rig.SyncAsync();

        Assert.False(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Fact]
    public async Task Killed_before_the_answer_was_heard_it_is_done_again_and_nothing_is_doubled()
    {
        await using var rig = Rig.Crowd(3, pageSize: 100);
        rig.Cloud.Taken = batch => _ = batch.Changes.Count > 0 ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(rig.CycleAsync);
        var taken = rig.Cloud.People.ToDictionary();
        rig.Cloud.Taken = _ => { };
        rig.Restart();

        Assert.Null(rig.Position());
        await rig.SyncAsync();

        Assert.Equal(3, taken.Count);
        Assert.Equal(taken, rig.Cloud.People);
        Assert.NotNull(rig.Position());
    }

    [Fact]
    public async Task What_was_acknowledged_before_the_end_came_is_not_derived_again()
    {
        await using var rig = Rig.Crowd(6, pageSize: 2);
        var batches = 0;
        rig.Cloud.Accept = batch => _ = batch.Changes.Count > 0 && ++batches == 3 ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(rig.CycleAsync);
        var acknowledged = rig.Cloud.Batches.Take(2).SelectMany(batch => batch.Changes).Select(change => change.ObjectGuid).ToList();
        rig.Cloud.Accept = _ => { };
        rig.Restart();

        Assert.Null(rig.Position());
        await rig.SyncAsync();

        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, guid => Assert.Equal(1, rig.Cloud.Verifiers(guid)));
        Assert.Equal(6, rig.Cloud.People.Values.Count(person => person.Verifier is not null));
    }

    [Fact]
    public async Task A_domain_controller_that_dies_in_the_middle_does_not_undo_what_the_cloud_took()
    {
        await using var rig = Rig.Crowd(6, pageSize: 3);
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 2 } ? FakeAnswer.Close : null };

        var report = await rig.CycleAsync();
        rig.Dc.Rpc = new FakeRpcBehaviour();

        Assert.Equal("domain-controller-unreachable", rig.Health.Problem?.Cause);
        Assert.NotNull(report.Error);
        Assert.Null(rig.Position());
        var first = Assert.Single(rig.Cloud.Batches).Changes.Select(change => change.ObjectGuid).ToList();
        await rig.SyncAsync();
        Assert.All(first, guid => Assert.Equal(1, rig.Cloud.Verifiers(guid)));
        Assert.Equal(6, rig.Cloud.People.Count);
    }

    [Fact]
    public async Task An_unreachable_cloud_leaves_the_position_and_nothing_is_lost()
    {
        await using var rig = Rig.Crowd(1, pageSize: 100);
        await rig.SyncAsync();
        var before = rig.Position();
        var late = rig.Directory.AddUser("late", "P@ssw0rd-late");
        rig.Cloud.Accept = _ => throw new CloudException(CloudStep.Connect, "Nobody answers.", "Wait.");

        Assert.NotNull((await rig.CycleAsync()).Error);

        Assert.Equal(before, rig.Position());
        rig.Cloud.Accept = _ => { };
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(late.Guid, "P@ssw0rd-late"));
        Assert.NotEqual(before, rig.Position());
    }
}
