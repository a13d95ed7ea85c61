using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Space;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>A batch that the cloud refuses as a whole is halved until the change is alone that it has something against.</summary>
public class BisectionTests
{
    [Theory]
    [InlineData(400, null, ErrorCodes.MalformedRequest)]
    [InlineData(400, ErrorCodes.MalformedRequest, ErrorCodes.MalformedRequest)]
    [InlineData(413, ErrorCodes.TooLarge, ErrorCodes.TooLarge)]
    [InlineData(413, null, ErrorCodes.TooLarge)]
    [InlineData(422, "unknown-member", "unknown-member")]
    public async Task One_bad_change_goes_on_the_retry_list_and_the_rest_is_delivered(int status, string? code, string reason)
    {
        await using var rig = Rig.Crowd(50);
        var bad = rig.Directory.Objects[23];
        Refuse(rig, status, code, bad);

        var report = await rig.CycleAsync();

        Assert.Null(report.Error);
        Assert.Equal((49, 1), (report.PasswordsDelivered, report.Failed));
        Assert.Equal(49, rig.Cloud.People.Count);
        var entry = Assert.IsType<RetryEntry>(rig.Retry(bad));
        Assert.Equal((reason, "The cloud refuses it."), (entry.Reason, entry.Detail));
        Assert.Equal(TimeSpan.FromSeconds(1), entry.Due - rig.Time.GetUtcNow());
        Assert.NotNull(rig.Position());
        Assert.Equal(DeliveryStatus.Error, Assert.Single(rig.Attempts(bad)).Status);
    }

    [Fact]
    public async Task Finding_one_among_many_takes_two_requests_per_halving()
    {
        await using var rig = Rig.Crowd(64);
        Refuse(rig, 400, null, rig.Directory.Objects[40]);

        await rig.CycleAsync();

        Assert.Equal(1 + (2 * 6), rig.Cloud.Batches.Count);
        Assert.Equal(rig.Cloud.Batches.Select(batch => batch.Sequence).Order(), rig.Cloud.Batches.Select(batch => batch.Sequence).Distinct());
    }

    [Fact]
    public async Task Several_bad_changes_are_all_found()
    {
        await using var rig = Rig.Crowd(30);
        FakeObject[] bad = [rig.Directory.Objects[2], rig.Directory.Objects[3], rig.Directory.Objects[17], rig.Directory.Objects[31]];
        Refuse(rig, 400, null, bad);

        var report = await rig.CycleAsync();

        Assert.Equal((26, 4), (report.PasswordsDelivered, report.Failed));
        Assert.All(bad, one => Assert.NotNull(rig.Retry(one)));
    }

    [Fact]
    public async Task Once_the_cloud_takes_it_the_retry_list_is_empty()
    {
        await using var rig = Rig.Crowd(5);
        var bad = rig.Directory.Objects[4];
        Refuse(rig, 400, null, bad);
        await rig.CycleAsync();
        rig.Cloud.Accept = _ => { };

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.SyncAsync();

        Assert.Null(rig.Retry(bad));
        Assert.NotNull(rig.Cloud.Find(bad.Guid)?.Verifier);
    }

    [Fact]
    public async Task A_change_that_is_refused_alone_goes_on_the_retry_list_too()
    {
        await using var rig = Rig.Crowd(1);
        Refuse(rig, 400, null, rig.Directory.Objects[2]);

        var report = await rig.CycleAsync();

        Assert.Equal((null, 1), (report.Error, report.Failed));
        Assert.Single(rig.Cloud.Batches);
    }

    [Fact]
    public async Task Where_every_part_of_a_large_batch_is_refused_the_cloud_is_the_problem_and_nothing_is_lost()
    {
        await using var rig = Rig.Crowd(300, pageSize: 1000);
        Refuse(rig, 400, null, [.. rig.Directory.Objects]);

        var report = await rig.CycleAsync();

        Assert.Equal("The cloud refuses it.", report.Error);
        Assert.Equal("delivery-failing", rig.Health.Problem?.Cause);
        Assert.InRange(rig.Cloud.Batches.Count, 100, 128);
        Assert.Empty(rig.Space.CountRetries());
        Assert.Null(rig.Position());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task Other_refusals_are_not_about_one_change(int status)
    {
        await using var rig = Rig.Crowd(8);
        Refuse(rig, status, null, rig.Directory.Objects[4]);

        Assert.NotNull((await rig.CycleAsync()).Error);

        Assert.Single(rig.Cloud.Batches);
        Assert.Empty(rig.Space.CountRetries());
    }

    [Fact]
    public async Task What_was_taken_before_the_cloud_fell_silent_is_not_delivered_again()
    {
        await using var rig = Rig.Crowd(16);
        var bad = rig.Directory.Objects[^1];
        rig.Cloud.Accept = batch =>
        {
            if (rig.Cloud.People.Count >= 8)
                throw new CloudException(CloudStep.Connect, "Nobody answers.", "Wait.");
            Throw(batch, 400, null, bad);
        };

        Assert.NotNull((await rig.CycleAsync()).Error);
        Refuse(rig, 400, null, bad);
        await rig.CycleAsync();

        Assert.Equal(15, rig.Cloud.People.Count);
        Assert.All(rig.Directory.Objects.Skip(2).Take(8), one => Assert.Equal(2, rig.Cloud.Verifiers(one.Guid)));
    }

    static void Refuse(Rig rig, int status, string? code, params FakeObject[] bad) => rig.Cloud.Accept = batch => Throw(batch, status, code, bad);

    static void Throw(DeliveryBatch batch, int status, string? code, params FakeObject[] bad)
    {
        if (batch.Changes.Any(change => bad.Any(one => one.Guid == change.ObjectGuid)))
            throw new CloudException(status == 401 ? CloudStep.Authenticate : CloudStep.Request, "The cloud refuses it.", "Look there.", code) { StatusCode = status };
    }
}
