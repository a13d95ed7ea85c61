using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>The clock of the agent's host is put back: nothing waits until it has caught up.</summary>
public class ClockTests
{
    static readonly TimeSpan Back = TimeSpan.FromDays(-400);

    [Fact]
    public async Task What_was_to_be_tried_again_is_tried_again()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddUser("bad", "P@ssw0rd");
        bad.HasDamagedSecret = true;
        await rig.CycleAsync();
        bad.HasDamagedSecret = false;

        rig.Time.AdjustTime(rig.Time.GetUtcNow() + Back);
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(bad.Guid, "P@ssw0rd"));
        Assert.Null(rig.Retry(bad));
    }

    [Fact]
    public async Task The_cloud_is_contacted_and_its_news_are_heard()
    {
        await using var rig = new Rig();
        rig.Directory.AddUser("anna", "P@ssw0rd");
        await rig.SyncAsync();
        rig.Cloud.Tenant = rig.Cloud.Tenant with { PasswordSync = false };

        rig.Time.AdjustTime(rig.Time.GetUtcNow() + Back);
        await rig.CycleAsync();

        Assert.False(rig.Health.Tenant?.PasswordSync);
    }
}
