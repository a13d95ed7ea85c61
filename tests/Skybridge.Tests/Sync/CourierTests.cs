using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>How long a batch is tried again before the cycle is given up.</summary>
public class CourierTests
{
    static readonly DeliveryBatch Heartbeat = new() { Sequence = 1, Domain = "corp.example", Epoch = 0, Changes = [] };

    readonly SteppedTime _time = new();
    readonly FakeCloud _cloud = new();

    [Fact]
    public async Task A_cloud_that_does_not_answer_is_asked_again_less_and_less_often_until_patience_ends()
    {
        _cloud.Reached = () => throw new CloudException(CloudStep.Exchange, "Not now.", "Wait.");
        var delivery = Deliver();

        foreach (var seconds in new[] { 0.25, 0.5, 1, 2, 4, 5, 5, 5, 5 })
            await PassAsync(seconds);

        await Assert.ThrowsAsync<CloudException>(() => delivery);
    }

    [Fact]
    public async Task A_cloud_that_says_when_to_come_back_is_obeyed()
    {
        _cloud.Reached = () => throw new CloudException(CloudStep.Request, "Busy.", "Wait.", ErrorCodes.Busy) { RetryAfter = TimeSpan.FromSeconds(12) };
        var delivery = Deliver();

        await PassAsync(12);
        await PassAsync(12);

        var error = await Assert.ThrowsAsync<CloudException>(() => delivery);
        Assert.Equal(TimeSpan.FromSeconds(12), Problem.Of(error)?.RetryAfter);
    }

    [Fact]
    public async Task What_is_not_transient_is_not_tried_again()
    {
        var asked = 0;
        _cloud.Reached = () => throw new CloudException(CloudStep.Authenticate, $"No {++asked}.", "Enrol.");

        await Assert.ThrowsAsync<CloudException>(Deliver);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task It_delivers_as_soon_as_the_cloud_is_back()
    {
        _cloud.Reached = () => throw new CloudException(CloudStep.Connect, "Down.", "Wait.");
        var delivery = Deliver();
        await _time.WaitBegunAsync();
        _cloud.Reached = () => { };

        _time.Advance(TimeSpan.FromSeconds(0.25));

        Assert.Equal(1, (await delivery).Sequence);
    }

    Task<DeliveryReceipt> Deliver() => new Courier(_cloud, new SyncOptions(), _time).DeliverAsync(Heartbeat, TestContext.Current.CancellationToken);

    async Task PassAsync(double seconds)
    {
        var asked = 0;
        var before = _cloud.Reached;
        _cloud.Reached = () =>
        {
            asked++;
            before();
        };
        await _time.WaitBegunAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, asked);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, asked);
        _cloud.Reached = before;
    }
}
