using Skybridge.Contract;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What is read and delivered while staging, and where the work goes on afterwards.</summary>
public class StagingTests
{
    [Fact]
    public async Task Staging_reads_without_secrets_delivers_nothing_and_moves_its_own_position()
    {
        await using var rig = Rig.Crowd(1, pageSize: 100);
        await rig.SyncAsync();
        var delivered = rig.Position();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Restart(Rig.Impatient with { Mode = SyncMode.Staging });

        await rig.SyncAsync();

        Assert.Single(rig.Cloud.Batches);
        Assert.Equal(delivered, rig.Position());
        Assert.Equal(rig.Directory.HighestUsn, rig.Position(CheckpointKind.Observed)?.Watermark.PropertyUpdate);
        Assert.DoesNotContain(rig.Dc.Requests.Last().Attributes, type => type.IsSecret);
        Assert.Equal("anna", rig.State(anna).SamAccountName);
    }

    [Fact]
    public async Task Removals_that_wait_in_staging_mode_are_no_failure()
    {
        await using var rig = Rig.Crowd(2, pageSize: 100);
        await rig.SyncAsync();
        rig.Restart(Rig.Impatient with { Mode = SyncMode.Staging });
        rig.Directory.Delete(rig.Directory.Objects[^1]);

        var report = await rig.CycleAsync();

        Assert.Equal((true, true, 1), (report.Succeeded, report.IsStaging, report.DeletionsWaiting));
        Assert.True(CycleReport.Join([report, report]).Succeeded);
    }

    [Fact]
    public async Task Leaving_staging_goes_on_from_what_was_delivered()
    {
        await using var rig = Rig.Crowd(1, pageSize: 100);
        await rig.SyncAsync();
        rig.Restart(Rig.Impatient with { Mode = SyncMode.Staging });
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var old = rig.Directory.Objects[2];
        rig.Directory.SetPassword(old, "P@ssw0rd-new");
        await rig.SyncAsync();
        rig.Restart(Rig.Impatient);

        var report = await rig.CycleAsync();

        Assert.False(report.IsFull);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.True(rig.Cloud.Takes(old.Guid, "P@ssw0rd-new"));
    }

    [Fact]
    public async Task Staging_from_the_start_ends_in_a_full_read()
    {
        await using var rig = Rig.Crowd(2, pageSize: 100);
        rig.Restart(Rig.Impatient with { Mode = SyncMode.Staging });
        await rig.SyncAsync();
        rig.Restart(Rig.Impatient);

        var report = await rig.CycleAsync();

        Assert.True(report.IsFull);
        Assert.Equal(2, rig.Cloud.People.Values.Count(person => person.Verifier is not null));
    }

    [Fact]
    public async Task A_full_read_while_staging_keeps_what_waits_to_be_delivered()
    {
        await using var rig = Rig.Crowd(1, pageSize: 100);
        var person = rig.Directory.Objects[^1];
        rig.Cloud.Judge = change => new DeliveryOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = RefusalReasons.InternalError };
        await rig.CycleAsync();
        rig.Cloud.Judge = _ => null;
        rig.Restart(Rig.Impatient with { Mode = SyncMode.Staging });
        await rig.FullAsync();
        rig.Restart(Rig.Impatient);

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.SyncAsync();

        Assert.Equal(1, rig.Cloud.Verifiers(person.Guid) - 1);
        Assert.NotNull(rig.Cloud.Find(person.Guid)?.Verifier);
    }
}
