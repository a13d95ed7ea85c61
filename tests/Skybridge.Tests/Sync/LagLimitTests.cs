using Skybridge.Sync.Agent;
using Skybridge.Sync.Lag;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>A domain controller that lags by more than anybody wants to look at: the comparison ends early, the agent reads all of it.</summary>
public sealed class LagLimitTests : IAsyncDisposable
{
    const int PageSize = 100;
    const int People = 2000;

    readonly Rig _rig = new();
    readonly FakeDirectory _second;
    readonly IReadOnlyCollection<FakeChangesRequest> _asked;

    public LagLimitTests()
    {
        _rig.Directory.AddUser("ada", "P@ssw0rd-1");
        _second = _rig.Directory.Join("dc2");
        var controller = _rig.AddController(_second);
        controller.Service = controller.Service with { MaxObjects = PageSize };
        _asked = controller.Requests;
    }

    string Source => _rig.Health.DomainController!.Split(' ')[0];

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_is_compared_is_bounded_and_what_is_read_is_not()
    {
        await LookAsync();
        var people = Enumerable.Range(0, People).Select(i => _second.AddUser($"p{i}", "P@ssw0rd-1")).ToList();
        var before = _asked.Count;

        await LookAsync();
        var pages = _asked.Count - before;
        _rig.Time.Advance(LagBook.Patience + TimeSpan.FromSeconds(1));
        await LookAsync();
        await _rig.SyncAsync();

        // Each person is more than five writes, of which ten thousand are looked at.
        Assert.InRange(pages, 2, People / PageSize - 1);
        Assert.Equal("dc2.corp.example", Source);
        Assert.All(people, user => Assert.True(_rig.Cloud.Takes(user.Guid, "P@ssw0rd-1")));
        Assert.Single(_rig.Events(EventNumbers.DomainControllerLags));

        _rig.Directory.PullFrom(_second);
        await LookAsync();
        await _rig.SyncAsync();
        Assert.Equal("dc1.corp.example", Source);
        Assert.Single(_rig.Events(EventNumbers.DomainControllerCaughtUp));
    }

    async Task LookAsync()
    {
        await _rig.SyncAsync();
        await _rig.Lag.AskSomeAsync(TestContext.Current.CancellationToken);
        await _rig.SyncAsync();
    }
}
