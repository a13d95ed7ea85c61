using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>More people leave at once than is believable: none is removed, everything else goes on, and with an operator's word they are.</summary>
public class DeletionGuardTests
{
    static readonly SyncOptions AtMostTwo = Rig.Impatient with { DeletionLimit = 2 };

    [Fact]
    public async Task As_many_as_the_limit_are_removed()
    {
        await using var rig = await LimitedAsync(2);

        rig.Directory.Objects.Where(IsPerson).ToList().ForEach(one => rig.Directory.Set(one, AttributeType.IsCriticalSystemObject, true));
        var report = await rig.CycleAsync();

        Assert.Equal((2, 0), (report.Removed, report.DeletionsWaiting));
        Assert.Empty(rig.Events(EventNumbers.DeletionsHeld));
    }

    [Fact]
    public async Task One_more_and_none_is_while_everything_else_goes_on()
    {
        await using var rig = await LimitedAsync(4);
        var people = rig.Directory.Objects.Where(IsPerson).ToList();
        people[..3].ForEach(one => rig.Directory.Set(one, AttributeType.IsCriticalSystemObject, true));
        rig.Directory.SetPassword(people[3], "P@ssw0rd-new");

        var report = await rig.CycleAsync();
        await rig.CycleAsync();

        Assert.Equal((0, 3, false), (report.Removed, report.DeletionsWaiting, report.Succeeded));
        Assert.All(people, one => Assert.Null(rig.Cloud.Find(one.Guid)!.Removed));
        Assert.True(rig.Cloud.Takes(people[3].Guid, "P@ssw0rd-new"));
        Assert.Contains("3 people", Assert.Single(rig.Events(EventNumbers.DeletionsHeld)).Text, StringComparison.Ordinal);
        Assert.Equal(rig.Directory.HighestUsn, rig.Position()?.Watermark.PropertyUpdate);
    }

    [Fact]
    public async Task With_an_operators_word_they_are_removed_once()
    {
        await using var rig = await HeldAsync();

        var report = await rig.Synchronizer.RunOnceAsync(RequestKind.Cycle, AgentRequest.AllowDeletions, TestContext.Current.CancellationToken);

        Assert.Equal((3, 0), (report.Removed, report.DeletionsWaiting));
        Assert.All(rig.Directory.Objects.Where(IsPerson), one => Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.Find(one.Guid)!.Removed));
        Assert.Single(rig.Events(EventNumbers.DeletionsReleased));
    }

    [Fact]
    public async Task They_stay_held_over_a_restart()
    {
        await using var rig = await HeldAsync();

        rig.Restart();
        var report = await rig.CycleAsync();

        Assert.Equal((0, 3), (report.Removed, report.DeletionsWaiting));
        Assert.Single(rig.Events(EventNumbers.DeletionsHeld));
    }

    [Fact]
    public async Task Back_before_anybody_spoke_nothing_was_lost()
    {
        await using var rig = await HeldAsync();
        var people = rig.Directory.Objects.Where(IsPerson).ToList();
        var passwords = rig.Cloud.Batches.Count;

        people.ForEach(one => rig.Directory.Set(one, AttributeType.IsCriticalSystemObject, false));
        var report = await rig.CycleAsync();

        Assert.Equal((0, 0), (report.Removed, report.DeletionsWaiting));
        Assert.Equal(passwords, rig.Cloud.Batches.Count);
        Assert.True(rig.Cloud.Takes(people[0].Guid, "P@ssw0rd-1"));
    }

    [Fact]
    public async Task Deleted_objects_count_as_those_that_left_the_scope_do()
    {
        await using var rig = await LimitedAsync(3);
        rig.Directory.Objects.Where(IsPerson).ToList().ForEach(one => rig.Directory.Delete(one));

        var report = await rig.CycleAsync();

        Assert.Equal(3, report.DeletionsWaiting);
        Assert.Equal([PendingKind.Remove, PendingKind.Remove, PendingKind.Remove], Pending(rig).Select(change => change.Kind));
        Assert.All(Pending(rig), change => Assert.Equal("deleted", change.Detail));
    }

    [Fact]
    public async Task A_removal_that_the_cloud_refuses_is_tried_again_and_holds_nobody_back()
    {
        await using var rig = await LimitedAsync(3);
        var people = rig.Directory.Objects.Where(IsPerson).ToList();
        rig.Cloud.Judge = change => change.ObjectGuid == people[0].Guid ? new() { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = "busy" } : null;
        rig.Directory.Delete(people[0]);
        var refused = await rig.CycleAsync();
        rig.Directory.Delete(people[1]);
        rig.Directory.Delete(people[2]);

        var report = await rig.CycleAsync();

        Assert.Equal((0, 1), (refused.Removed, refused.Failed));
        Assert.Equal((2, 1), (report.Removed, report.DeletionsWaiting));
        Assert.NotNull(rig.Retry(people[0]));
        rig.Cloud.Judge = _ => null;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 0), ((await rig.CycleAsync()).Removed, rig.Space.CountRemovals()));
        Assert.Null(rig.Retry(people[0]));
    }

    [Fact]
    public async Task While_staging_what_would_be_delivered_is_said()
    {
        await using var rig = await LimitedAsync(3);
        var people = rig.Directory.Objects.Where(IsPerson).ToList();
        rig.Restart(AtMostTwo with { Mode = SyncMode.Staging });
        rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Directory.Set(people[0], AttributeType.DisplayName, "Another Name");
        rig.Directory.SetPassword(people[1], "P@ssw0rd-new");
        rig.Directory.Delete(people[2]);

        await rig.CycleAsync();

        Assert.Equal(
            [(PendingKind.Add, "anna"), (PendingKind.Password, "anna"), (PendingKind.Change, "p1"), (PendingKind.Password, "p2"), (PendingKind.Remove, "p3")],
            Pending(rig).Select(change => (change.Kind, change.UserName!.Split('@')[0])).OrderBy(change => change.Item2, StringComparer.Ordinal).ThenBy(change => change.Kind));
    }

    static List<PendingChange> Pending(Rig rig) =>
        [.. PendingChanges.Read(rig.Space, new DirectoryIdentity("corp.example", "CORP", DsName.FromDistinguishedName("DC=corp,DC=example")), new SyncOptions(), passwordSync: true)];

    static bool IsPerson(Fakes.FakeObject one) => one.DistinguishedName.StartsWith("CN=p", StringComparison.Ordinal);

    static async Task<Rig> HeldAsync()
    {
        var rig = await LimitedAsync(3);
        rig.Directory.Objects.Where(IsPerson).ToList().ForEach(one => rig.Directory.Set(one, AttributeType.IsCriticalSystemObject, true));
        await rig.CycleAsync();
        return rig;
    }

    static async Task<Rig> LimitedAsync(int count)
    {
        var rig = Rig.Crowd(count);
        rig.Restart(AtMostTwo);
        await rig.SyncAsync();
        return rig;
    }
}
