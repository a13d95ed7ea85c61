using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>One object that fails goes on the retry list with its reason; the others go on.</summary>
public class RetryTests
{
    [Fact]
    public async Task A_secret_that_does_not_open_is_retried_and_the_others_are_delivered()
    {
        await using var rig = Rig.Crowd(3);
        var bad = rig.Directory.Objects[3];
        bad.HasDamagedSecret = true;

        var report = await rig.CycleAsync();

        Assert.Equal((null, 2), (report.Error, report.PasswordsDelivered));
        Assert.Equal("secret-unreadable", rig.Retry(bad)?.Reason);
        Assert.Equal(Reasons.LastAttemptFailed, rig.State(bad).Reason);
        Assert.Equal((DeliveryStatus.Error, "secret-unreadable"), (rig.Attempts(bad)[0].Status, rig.Attempts(bad)[0].Reason));
        Assert.NotNull(rig.Position());
        Assert.Single(rig.Events(EventNumbers.RetryAdded));

        bad.HasDamagedSecret = false;
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(bad.Guid, "P@ssw0rd-2"));
        Assert.Null(rig.Retry(bad));
        Assert.Single(rig.Events(EventNumbers.RetryRemoved));
    }

    [Fact]
    public async Task The_time_between_retries_doubles_from_a_second_to_a_quarter_of_an_hour()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddUser("bad", "P@ssw0rd");
        bad.HasDamagedSecret = true;
        var waits = new List<double>();

        for (var attempt = 1; attempt <= 13; attempt++)
        {
            await rig.CycleAsync();
            var entry = Assert.IsType<RetryEntry>(rig.Retry(bad));
            Assert.Equal(attempt, entry.Attempts);
            waits.Add((entry.Due - rig.Time.GetUtcNow())!.Value.TotalSeconds);
            rig.Time.Advance(entry.Due!.Value - rig.Time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
            await rig.SyncAsync();
            Assert.Equal(attempt, rig.Retry(bad)?.Attempts);
            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900], waits);
    }

    [Fact]
    public async Task A_refusal_goes_on_the_list_with_the_clouds_reason()
    {
        await using var rig = Rig.Crowd(2);
        var bad = rig.Directory.Objects[2];
        rig.Cloud.Judge = change => change.ObjectGuid == bad.Guid ? Refusal(change, permanent: false) : null;

        var report = await rig.CycleAsync();

        Assert.Equal((1, 1), (report.Failed, report.PasswordsDelivered));
        Assert.False(report.Succeeded);
        Assert.Equal((RefusalReasons.NameTaken, "The name is taken."), (rig.Retry(bad)?.Reason, rig.Retry(bad)?.Detail));
        Assert.Equal((Reasons.NotExported, "name-taken: The name is taken."), (rig.State(bad).Reason, rig.State(bad).Rule));
    }

    [Fact]
    public async Task A_refusal_for_good_is_not_tried_again_until_the_object_changes()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddUser("bad", "P@ssw0rd");
        rig.Cloud.Judge = change => Refusal(change, permanent: true);
        await rig.CycleAsync();
        rig.Cloud.Judge = _ => null;
        rig.Time.Advance(TimeSpan.FromDays(1));
        await rig.SyncAsync();
        var waiting = rig.Retry(bad);

        rig.Directory.Set(bad, AttributeType.DisplayName, "Better");
        await rig.SyncAsync();

        Assert.Null(Assert.IsType<RetryEntry>(waiting).Due);
        Assert.DoesNotContain(rig.Events(EventNumbers.RetryAdded), entry => entry.Text.Contains(RefusalReasons.NameTaken, StringComparison.Ordinal));
        Assert.StartsWith("1 not tried again until they change", Assert.Single(rig.Events(EventNumbers.NotRetried)).Text, StringComparison.Ordinal);
        Assert.Null(rig.Retry(bad));
        Assert.True(rig.Cloud.Takes(bad.Guid, "P@ssw0rd"));
    }

    [Fact]
    public async Task A_full_read_wakes_what_waits_for_good()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddUser("bad", "P@ssw0rd");
        rig.Cloud.Judge = change => Refusal(change, permanent: true);
        await rig.CycleAsync();
        rig.Cloud.Judge = _ => null;

        await rig.FullAsync();

        Assert.Null(rig.Retry(bad));
        Assert.True(rig.Cloud.Takes(bad.Guid, "P@ssw0rd"));
        Assert.All(
            (int[])[EventNumbers.FullForestStarted, EventNumbers.FullDomainStarted, EventNumbers.FullDomainProgress, EventNumbers.FullDomainCompleted, EventNumbers.FullForestCompleted],
            number => Assert.NotEmpty(rig.Events(number)));
    }

    [Fact]
    public async Task The_list_outlives_a_restart()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddUser("bad", "P@ssw0rd");
        rig.Cloud.Judge = change => Refusal(change, permanent: false);
        await rig.CycleAsync();
        var before = rig.Retry(bad);
        rig.Cloud.Judge = _ => null;
        rig.Restart();

        Assert.Equal(before, rig.Retry(bad));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(bad.Guid, "P@ssw0rd"));
    }

    [Fact]
    public async Task One_object_that_the_domain_controller_refuses_does_not_hold_up_the_others()
    {
        await using var rig = new Rig();
        var people = Enumerable.Range(1, 3).Select(i => rig.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}")).ToList();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, 0x202u));
        await rig.SyncAsync();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, 0x200u));
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 4 } ? FakeAnswer.Error(8451) : null };

        await rig.CycleAsync();

        Assert.Equal(2, people.Count(one => rig.Cloud.Find(one.Guid)?.Verifier is not null));
        Assert.Equal("directory-refused", Assert.Single(rig.Space.CountRetries()).Reason);
    }

    [Fact]
    public async Task A_person_asked_for_is_delivered_whatever_was_acknowledged()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();

        var report = await rig.PersonAsync("anna@corp.example");

        Assert.Equal((DeliveryStatus.Success, null, "anna@corp.example"), (report.Status, report.Reason, report.UserName));
        Assert.Equal(2, rig.Cloud.Verifiers(anna.Guid));
        Assert.True(rig.Cloud.Batches[^1].Changes[0].Password?.Reassert);
    }

    [Fact]
    public async Task A_person_asked_for_who_is_not_synchronized_has_a_reason()
    {
        await using var rig = new Rig();
        rig.Directory.SetPassword(rig.Directory.AddUser("anna", "P@ssw0rd-anna"), "P@ssw0rd-new", mustChange: true);

        var temporary = await rig.PersonAsync(@"CORP\anna");
        var nobody = await rig.PersonAsync("nobody");

        Assert.Equal((DeliveryStatus.FilteredByTarget, Reasons.TemporaryPassword), (temporary.Status, temporary.Reason));
        Assert.Equal((DeliveryStatus.SourceConnectorNotPresent, "user-not-found"), (nobody.Status, nobody.Reason));
    }

    static DeliveryOutcome Refusal(DirectoryChange change, bool permanent) => new()
    {
        Anchor = change.Anchor,
        Status = DeliveryStatus.Error,
        Reason = RefusalReasons.NameTaken,
        Detail = "The name is taken.",
        Permanent = permanent,
    };
}
