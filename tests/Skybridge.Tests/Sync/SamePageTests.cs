using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Drsr.Drs;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>The same object twice in one page: the last word counts, and what the first one needed is not forgotten.</summary>
public class SamePageTests
{
    [Fact]
    public async Task An_unknown_object_that_comes_twice_is_fetched()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Sql("DELETE FROM object WHERE sam = 'anna'");

        await TakeTwiceAsync(rig, anna, one => rig.Directory.Set(one, AttributeType.UserPrincipalName, "other@corp.example"));

        Assert.Equal(RetryEntry.Fetch, rig.Retry(anna)?.Reason);
    }

    [Fact]
    public async Task The_last_name_counts_and_is_delivered_once()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        var names = new Queue<string>(["first@corp.example", "last@corp.example"]);

        await TakeTwiceAsync(rig, anna, one => rig.Directory.Set(one, AttributeType.UserPrincipalName, names.Dequeue()));

        Assert.Equal("last@corp.example", rig.Cloud.Find(anna.Guid)?.Image?.UserName);
        Assert.Equal(2, rig.Cloud.Batches.Count);
    }

    static async Task TakeTwiceAsync(Rig rig, FakeObject one, Action<FakeObject> change)
    {
        var token = TestContext.Current.CancellationToken;
        var identity = new DirectoryIdentity("corp.example", "CORP", rig.Directory.Head.Name);
        await using var runner = new CycleRunner(identity, rig.Cloud.Tenant, rig.Space, new Courier(rig.Cloud, rig.Options, rig.Time), rig.Options, rig.Time, new Nobody());
        await using var drs = await rig.Dc.ConnectAsync(token);
        var pages = new List<ReplicationPage>();
        for (var i = 0; i < 2; i++)
        {
            change(one);
            await foreach (var page in drs.ReplicateAsync(Wanted.Request(rig.Dc, rig.Position()), token))
                pages.Add(page);
        }

        await runner.TakeAsync([.. pages.SelectMany(page => page.Objects)], new ReadMode(IsWhole: false, HasSecrets: true), isInitial: false, token);
        await runner.FinishAsync(null);
        pages.ForEach(page => page.Dispose());
    }

    sealed class Nobody : ICycleObserver
    {
        public void OnPortion(OutcomeFolder portion, CycleProgress done)
        {
        }
    }
}
