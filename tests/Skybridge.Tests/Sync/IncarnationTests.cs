using Skybridge.Contract;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>A cloud that does not have any more what it acknowledged: put back to a backup, or its passwords purged.</summary>
public class IncarnationTests
{
    const string Before = "aaaa.0";
    const string After = "bbbb.0";

    [Fact]
    public async Task A_cloud_put_back_to_a_backup_gets_what_it_lacks_and_nobody_elses_secret_is_read()
    {
        await using var rig = await StartAsync();
        var (stays, changed) = (rig.Directory.Objects[2], rig.Directory.Objects[3]);
        var backup = rig.Cloud.People.ToDictionary();
        rig.Directory.SetPassword(changed, "P@ssw0rd-since");
        var joined = rig.Directory.AddUser("joined", "P@ssw0rd-joined");
        await rig.SyncAsync();
        var before = rig.Cloud.Verifiers(stays.Guid);

        Restore(rig, backup);
        await LaterAsync(rig);

        Assert.True(rig.Cloud.Takes(changed.Guid, "P@ssw0rd-since"));
        Assert.True(rig.Cloud.Takes(joined.Guid, "P@ssw0rd-joined"));
        Assert.Equal(before, rig.Cloud.Verifiers(stays.Guid));
        Assert.Single(rig.Events(EventNumbers.CloudForgot));
        Assert.Equal((2, 2), (rig.Events(EventNumbers.FullForestStarted).Count, rig.Events(EventNumbers.FullForestCompleted).Count));
    }

    [Fact]
    public async Task Who_left_after_the_backup_leaves_again()
    {
        await using var rig = await StartAsync();
        var (deleted, moved) = (rig.Directory.Objects[2], rig.Directory.Objects[3]);
        var backup = rig.Cloud.People.ToDictionary();
        rig.Directory.Delete(deleted);
        await rig.SyncAsync();
        Assert.NotNull(rig.Cloud.Find(deleted.Guid)!.Removed);

        Restore(rig, backup);
        await LaterAsync(rig);

        Assert.NotNull(rig.Cloud.Find(deleted.Guid)!.Removed);
        Assert.Null(rig.Cloud.Find(moved.Guid)!.Removed);
    }

    [Fact]
    public async Task Whoever_left_before_leaves_again_however_many_they_are()
    {
        await using var rig = await StartAsync();
        rig.Restart(rig.Options with { DeletionLimit = 1 });
        var backup = rig.Cloud.People.ToDictionary();
        foreach (var leaver in rig.Directory.Objects.Skip(2).Take(2).ToList())
        {
            rig.Directory.Delete(leaver);
            await rig.SyncAsync();
        }

        Restore(rig, backup);
        await LaterAsync(rig);

        Assert.Equal(2, rig.Cloud.People.Values.Count(person => person.Removed is not null));
        Assert.Empty(rig.Events(EventNumbers.DeletionsHeld));
    }

    [Fact]
    public async Task It_is_done_once_also_after_a_restart()
    {
        await using var rig = await StartAsync();
        Restore(rig, rig.Cloud.People.ToDictionary());
        await LaterAsync(rig);
        rig.Restart();

        await LaterAsync(rig);
        await LaterAsync(rig);

        Assert.Single(rig.Events(EventNumbers.CloudForgot));
    }

    [Fact]
    public async Task What_fails_on_the_way_is_done_again()
    {
        await using var rig = await StartAsync();
        var person = rig.Directory.Objects[2];
        Restore(rig, []);
        rig.Cloud.Accept = batch => _ = batch.Changes.Count > 0 ? throw new CloudException(CloudStep.Connect, "Nobody answers.", "Wait.") : 0;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await rig.CycleAsync()).Error);
        rig.Cloud.Accept = _ => { };
        rig.Restart();

        await LaterAsync(rig);

        Assert.True(rig.Cloud.Takes(person.Guid, "P@ssw0rd-1"));
    }

    [Fact]
    public async Task Passwords_purged_while_synchronization_is_off_come_back_when_it_is_on_again()
    {
        await using var rig = await StartAsync();
        var person = rig.Directory.Objects[2];
        rig.Cloud.Tenant = rig.Cloud.Tenant with { PasswordSync = false };
        await LaterAsync(rig);
        foreach (var (anchor, stored) in rig.Cloud.People.ToList())
            rig.Cloud.People[anchor] = stored with { Verifier = null, Version = null };
        rig.Cloud.Tenant = rig.Cloud.Tenant with { Incarnation = "aaaa.1" };
        await LaterAsync(rig);
        var whileOff = rig.Cloud.Takes(person.Guid, "P@ssw0rd-1");

        rig.Cloud.Tenant = rig.Cloud.Tenant with { PasswordSync = true };
        await LaterAsync(rig);
        await LaterAsync(rig);

        Assert.False(whileOff);
        Assert.True(rig.Cloud.Takes(person.Guid, "P@ssw0rd-1"));
        Assert.True(rig.Events(EventNumbers.FullForestCompleted).Count >= 2);
    }

    [Fact]
    public async Task An_agent_that_knew_none_only_remembers()
    {
        await using var rig = Rig.Crowd(2);
        await rig.SyncAsync();
        rig.Cloud.Tenant = rig.Cloud.Tenant with { Incarnation = Before };

        await LaterAsync(rig);

        Assert.Empty(rig.Events(EventNumbers.CloudForgot));
        Assert.Single(rig.Events(EventNumbers.FullForestStarted));
    }

    static async Task<Rig> StartAsync()
    {
        var rig = Rig.Crowd(3);
        rig.Cloud.Tenant = rig.Cloud.Tenant with { Incarnation = Before };
        await rig.SyncAsync();
        return rig;
    }

    static void Restore(Rig rig, Dictionary<SourceAnchor, FakePerson> backup)
    {
        rig.Cloud.People.Clear();
        foreach (var (anchor, person) in backup)
            rig.Cloud.People.Add(anchor, person);
        rig.Cloud.Tenant = rig.Cloud.Tenant with { Incarnation = After };
    }

    static async Task LaterAsync(Rig rig)
    {
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.SyncAsync();
    }
}
