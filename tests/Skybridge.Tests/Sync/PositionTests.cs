using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What a cycle brings, and when its position is stored.</summary>
public class PositionTests
{
    [Fact]
    public async Task People_and_passwords_come_with_the_first_cycle()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");

        var report = await rig.CycleAsync();

        Assert.True(report.Succeeded, report.Error);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.Equal((true, 1, 1), (report.IsFull, report.PeopleDelivered, report.PasswordsDelivered));
        Assert.Equal(rig.Directory.HighestUsn, rig.Position()?.Watermark.PropertyUpdate);
    }

    [Fact]
    public async Task The_position_is_stored_at_the_end_and_never_in_the_middle()
    {
        await using var rig = Rig.Crowd(5, pageSize: 2);
        var seen = new List<bool>();
        rig.Cloud.Taken = _ => seen.Add(rig.Position() is not null);

        await rig.SyncAsync();

        Assert.Equal(new bool[seen.Count], seen);
        Assert.True(rig.Cloud.Batches.Count >= 3);
        Assert.NotNull(rig.Position());
    }

    [Fact]
    public async Task A_change_is_read_once_and_a_quiet_cycle_delivers_nothing()
    {
        await using var rig = Rig.Crowd(2, pageSize: 100);
        await rig.SyncAsync();
        var person = rig.Directory.Objects[^1];
        rig.Directory.SetPassword(person, "P@ssw0rd-new");

        await rig.SyncAsync();
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(person.Guid, "P@ssw0rd-new"));
        Assert.Equal([2, 1], rig.Cloud.Batches.Select(batch => batch.Changes.Count));
    }

    [Fact]
    public async Task A_full_read_of_what_the_cloud_has_derives_nothing()
    {
        await using var rig = Rig.Crowd(3, pageSize: 100);
        await rig.SyncAsync();

        var report = await rig.FullAsync();

        Assert.Equal((3, 0), (report.PeopleDelivered, report.PasswordsDelivered));
        Assert.All(rig.Directory.Objects, one => Assert.InRange(rig.Cloud.Verifiers(one.Guid), 0, 1));
    }

    [Fact]
    public async Task A_full_read_brings_back_what_the_cloud_lost()
    {
        await using var rig = Rig.Crowd(3, pageSize: 100);
        await rig.SyncAsync();
        rig.Cloud.People.Clear();

        await rig.FullAsync();
        await rig.SyncAsync();

        Assert.Equal(3, rig.Cloud.People.Values.Count(person => person.Verifier is not null));
        Assert.Empty(rig.Space.CountRetries());
    }
}
