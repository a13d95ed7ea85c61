using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>A domain controller that was put back to an older state: what it holds is newer than what the cloud has, whatever its stamps say.</summary>
public class PutBackTests
{
    [Fact]
    public async Task A_new_database_on_the_same_domain_controller_raises_the_epoch_and_compares_everything()
    {
        await using var rig = new Rig();
        var (anna, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = Restored(backup);
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();

        var report = await rig.CycleAsync();

        Assert.True(report.Succeeded, report.Error);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-old"));
        Assert.Equal((0, "corp.example"), (Assert.Single(rig.Cloud.EpochRequests).Ended, rig.Cloud.EpochRequests[0].Domain));
        Assert.Single(rig.Events(EventNumbers.NewInvocation));
        Assert.Equal(backup.InvocationId, rig.Position()?.SourceInvocationId);
    }

    [Fact]
    public async Task A_rollback_without_a_new_database_is_noticed_by_the_numbers_and_healed_in_the_same_cycle()
    {
        await using var rig = new Rig();
        var (anna, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = backup;

        var report = await rig.CycleAsync();

        Assert.True(report.Succeeded, report.Error);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-old"));
        Assert.Single(rig.Cloud.EpochRequests);
        Assert.Contains($"is at USN {backup.HighestUsn}", Assert.Single(rig.Events(EventNumbers.UsnRollback)).Text);
        Assert.Equal(backup.HighestUsn, rig.Position()?.Watermark.PropertyUpdate);
        await rig.SyncAsync();
        Assert.Single(rig.Cloud.EpochRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_came_after_the_backup_is_gone_with_it(bool properly)
    {
        await using var rig = new Rig();
        var (anna, backup) = await ChangeAfterBackupAsync(rig);
        var late = rig.Directory.AddUser("late", "P@ssw0rd-late");
        await rig.SyncAsync();
        rig.Dc.Directory = properly ? Restored(backup) : backup;
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();

        await rig.CycleAsync();

        Assert.False(rig.Cloud.Takes(late.Guid, "P@ssw0rd-late"));
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-old"));
        Assert.True(rig.Space.Find(late.Guid)!.IsDeleted);
    }

    [Fact]
    public async Task Whoever_left_no_tombstone_is_gone_with_the_next_whole_read()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-bert");
        await rig.SyncAsync();
        rig.Directory.Forget(bert);
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-bert"));

        await rig.Synchronizer.RunOnceAsync(RequestKind.Full, null, TestContext.Current.CancellationToken);

        Assert.False(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-bert"));
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Fact]
    public async Task Whom_a_domain_controller_that_lags_has_not_heard_of_stays()
    {
        await using var rig = new Rig();
        rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.AddController(rig.Directory.Join("dc2"));
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-bert");
        await rig.SyncAsync();
        rig.Connecting = host => _ = host == "10.0.0.1" ? throw new RpcProtocolException("Down.") : 0;
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();

        var report = await rig.Synchronizer.RunOnceAsync(RequestKind.Full, null, TestContext.Current.CancellationToken);

        Assert.True(report.Succeeded, report.Error);
        Assert.True(rig.Cloud.Takes(bert.Guid, "P@ssw0rd-bert"));
    }

    [Fact]
    public async Task An_administrator_is_told_until_a_full_synchronization_that_is_asked_for_later()
    {
        await using var rig = new Rig();
        var (_, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = backup;
        await rig.Synchronizer.RunOnceAsync(RequestKind.Full, null, TestContext.Current.CancellationToken); // It sees it itself, so nobody can have meant it.

        var notice = RestoreNotice.Recall(rig.Space);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.SyncAsync();
        var kept = RestoreNotice.Recall(rig.Space);
        await rig.Synchronizer.RunOnceAsync(RequestKind.Full, null, TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (notice!.IsRollback, notice.IsCompared));
        Assert.Contains($"is at USN {backup.HighestUsn}", notice.Text, StringComparison.Ordinal);
        Assert.Equal(notice, kept);
        Assert.Null(RestoreNotice.Recall(rig.Space));
    }

    [Fact]
    public async Task The_evidence_outlives_a_restart_and_a_cloud_that_does_not_answer()
    {
        await using var rig = new Rig();
        var (anna, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = backup;
        var asked = 0;
        rig.Cloud.Reached = () => _ = ++asked > 2 ? throw new CloudException(CloudStep.Connect, "Nobody answers.", "Wait.") : 0;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await rig.CycleAsync()).Error);
        Assert.False(RestoreNotice.Recall(rig.Space)!.IsCompared);
        rig.Cloud.Reached = () => { };
        rig.Directory.SetPassword(rig.Directory.Find(anna.Guid)!, "P@ssw0rd-newest");
        rig.Directory.SetPassword(rig.Directory.Find(anna.Guid)!, "P@ssw0rd-newest");
        rig.Restart();

        await rig.SyncAsync();

        Assert.Single(rig.Cloud.EpochRequests);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-newest"));
    }

    [Fact]
    public async Task Killed_while_it_tells_of_a_new_database_it_still_knows_of_it_afterwards()
    {
        await using var rig = new Rig();
        var (anna, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = Restored(backup);
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();
        rig.Log.Written = line => _ = line.Contains("new invocationId", StringComparison.Ordinal) ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(rig.CycleAsync);
        rig.Log.Written = _ => { };
        rig.Restart();

        await rig.SyncAsync();

        Assert.Single(rig.Cloud.EpochRequests);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-old"));
    }

    [Fact]
    public async Task A_cloud_that_was_told_twice_of_one_restoration_counts_it_once()
    {
        await using var rig = new Rig();
        var (_, backup) = await ChangeAfterBackupAsync(rig);
        rig.Dc.Directory = backup;
        rig.Cloud.Accept = batch => _ = batch.Epoch == 1 ? throw new KilledException() : 0;
        await Assert.ThrowsAsync<KilledException>(rig.CycleAsync);
        rig.Cloud.Accept = _ => { };
        rig.Restart();

        await rig.SyncAsync();

        Assert.Equal([0, 0], rig.Cloud.EpochRequests.Select(request => request.Ended));
        Assert.Equal(1, rig.Cloud.Tenant.Epoch);
    }

    [Fact]
    public async Task Another_domain_controller_is_no_restoration_and_is_read_from_what_is_known()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var second = rig.AddController(rig.Directory.Join("dc2"));
        await rig.SyncAsync();
        var bert = second.Directory.AddUser("bert", "P@ssw0rd-bert");
        rig.Connecting = host => _ = host == "10.0.0.1" ? throw new RpcProtocolException("Down.") : 0;
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();

        var report = await rig.CycleAsync();

        Assert.True(report.Succeeded, report.Error);
        Assert.False(report.IsFull);
        Assert.Empty(rig.Cloud.EpochRequests);
        Assert.Equal((1, 1), (rig.Cloud.Verifiers(anna.Guid), rig.Cloud.Verifiers(bert.Guid)));
        Assert.Equal(second.Directory.InvocationId, rig.Position()?.SourceInvocationId);
        Assert.All(second.Requests.Skip(1), request => Assert.Equal(default, request.From));
    }

    static async Task<(FakeObject Anna, FakeDirectory Backup)> ChangeAfterBackupAsync(Rig rig)
    {
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-old");
        await rig.SyncAsync();
        var backup = rig.Directory.Copy();
        rig.Directory.SetPassword(anna, "P@ssw0rd-new");
        rig.Directory.Set(anna, AttributeType.DisplayName, "Anna");
        await rig.SyncAsync();
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-new"));
        return (anna, backup);
    }

    static FakeDirectory Restored(FakeDirectory backup)
    {
        backup.InvocationId = Guid.NewGuid();
        return backup;
    }
}
