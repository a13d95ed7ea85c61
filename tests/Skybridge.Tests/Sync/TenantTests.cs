using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Drsr.Rpc;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What the tenant's features change, and what the agent says and does while the cloud refuses or does not answer.</summary>
public class TenantTests
{
    [Fact]
    public async Task With_password_sync_off_people_come_without_passwords_and_secrets_are_not_read()
    {
        await using var rig = new Rig();
        rig.Cloud.Tenant = rig.Cloud.Tenant with { PasswordSync = false };
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");

        await rig.SyncAsync();

        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Image);
        Assert.Null(rig.Cloud.Find(anna.Guid)?.Verifier);
        Assert.Equal(Reasons.PasswordSyncDisabled, rig.State(anna).Reason);
        Assert.DoesNotContain(rig.Dc.Requests.SelectMany(request => request.Attributes), type => type.IsSecret);
        Assert.Null(rig.Position());
        Assert.NotNull(rig.Position(CheckpointKind.Observed));
        Assert.False(rig.Health.Tenant?.PasswordSync);
        Assert.Null(rig.Health.Problem);
    }

    [Fact]
    public async Task Turning_password_sync_on_brings_what_changed_meanwhile()
    {
        await using var rig = Rig.Crowd(2);
        await rig.SyncAsync();
        var (one, two) = (rig.Directory.Objects[2], rig.Directory.Objects[3]);
        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = false });
        rig.Directory.SetPassword(one, "P@ssw0rd-new");
        await rig.SyncAsync();
        var whileOff = (rig.Cloud.Takes(one.Guid, "P@ssw0rd-new"), rig.Cloud.Takes(one.Guid, "P@ssw0rd-1"), rig.State(two).Reason);

        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = true });

        Assert.Equal((false, true, Reasons.PasswordSyncDisabled), whileOff);
        Assert.True(rig.Cloud.Takes(one.Guid, "P@ssw0rd-new"));
        Assert.Equal((1, null), (rig.Cloud.Verifiers(two.Guid), rig.State(two).Reason));
        Assert.Equal(2, rig.Events(EventNumbers.TenantChanged).Count);
    }

    [Fact]
    public async Task Turning_force_password_change_on_brings_temporary_passwords()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-old");
        rig.Directory.SetPassword(anna, "P@ssw0rd-temporary", mustChange: true);
        await rig.SyncAsync();

        await SwitchAsync(rig, rig.Cloud.Tenant with { ForcePasswordChange = true });

        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-temporary"));
        Assert.True(rig.Cloud.Find(anna.Guid)?.MustChange);
    }

    [Fact]
    public async Task A_switch_that_could_not_be_acted_on_is_acted_on_later()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-old");
        rig.Directory.SetPassword(anna, "P@ssw0rd-temporary", mustChange: true);
        await rig.SyncAsync();
        await rig.Synchronizer.DisposeAsync();
        rig.Connecting = _ => throw new RpcProtocolException("Not now.");
        rig.Cloud.Tenant = rig.Cloud.Tenant with { ForcePasswordChange = true };
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await rig.CycleAsync()).Error);
        rig.Connecting = _ => { };
        rig.Restart();

        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-temporary"));
    }

    [Fact]
    public async Task A_refusal_for_good_waits_until_the_tenant_changes()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Cloud.Judge = change => Refusal(change, permanent: true);
        await rig.CycleAsync();
        var waiting = rig.Retry(anna);
        rig.Cloud.Judge = _ => null;
        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.SyncAsync();
        var later = rig.SingleReads;

        await SwitchAsync(rig, rig.Cloud.Tenant with { VerifiedDomains = ["corp.example", "example.com"] });

        Assert.Null(Assert.IsType<RetryEntry>(waiting).Due);
        Assert.Equal((0, 1), (later, rig.SingleReads));
        Assert.Null(rig.Retry(anna));
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Fact]
    public async Task With_password_sync_off_a_refused_person_is_tried_again_all_the_same()
    {
        await using var rig = new Rig();
        rig.Cloud.Tenant = rig.Cloud.Tenant with { PasswordSync = false };
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Directory.Set(anna, AttributeType.UserAccountControl, 0x202u);
        rig.Cloud.Judge = change => Refusal(change, permanent: false);
        await rig.CycleAsync();
        rig.Cloud.Judge = _ => null;
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        await rig.SyncAsync();

        Assert.False(rig.Cloud.Find(anna.Guid)?.Image?.Enabled);
        Assert.Null(rig.Retry(anna));
        Assert.DoesNotContain(rig.Dc.Requests.SelectMany(request => request.Attributes), type => type.IsSecret);
    }

    [Fact]
    public async Task A_password_that_waits_is_not_forgotten_while_password_sync_is_off()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Cloud.Judge = change => Refusal(change, permanent: false);
        await rig.CycleAsync();
        rig.Cloud.Judge = _ => null;
        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = false });
        var whileOff = rig.Cloud.Find(anna.Guid);

        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = true });

        Assert.Equal((true, null), (whileOff?.Image?.Enabled, whileOff?.Verifier));
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Theory]
    [InlineData(CloudStep.Connect, "cloud-unreachable")]
    [InlineData(CloudStep.Exchange, "cloud-unreachable")]
    [InlineData(CloudStep.Authenticate, "agent-credential-rejected")]
    [InlineData(CloudStep.Request, "delivery-failing")]
    public async Task A_cloud_that_does_not_take_anything_is_a_problem_with_a_name_and_nothing_is_read(CloudStep step, string cause)
    {
        await using var rig = Rig.Crowd(1);
        rig.Cloud.Reached = () => throw new CloudException(step, "It says no.", "Do this.");

        var report = await rig.CycleAsync();

        Assert.Equal(("It says no.", "Do this."), (report.Error, report.Hint));
        Assert.Equal((cause, "It says no.", "Do this."), (rig.Health.Problem?.Cause, rig.Health.Problem?.Error, rig.Health.Problem?.Hint));
        Assert.Equal(0, rig.Dc.Connections);
        Assert.Contains(cause, Assert.Single(rig.Events(EventNumbers.BatchFailed)).Text);
    }

    [Fact]
    public async Task A_problem_keeps_its_beginning_is_told_once_and_its_end_is_told()
    {
        await using var rig = Rig.Crowd(1);
        rig.Cloud.Reached = () => throw new CloudException(CloudStep.Connect, "It says no.", "Do this.");
        await rig.CycleAsync();
        var since = rig.Health.Problem?.Since;
        rig.Time.Advance(TimeSpan.FromSeconds(42));
        await rig.CycleAsync();
        var still = rig.Health.Problem?.Since;
        rig.Cloud.Reached = () => { };

        await rig.SyncAsync();

        Assert.Equal(since, still);
        Assert.Null(rig.Health.Problem);
        Assert.Single(rig.Events(EventNumbers.BatchFailed));
        Assert.Contains("42 s", Assert.Single(rig.Events(EventNumbers.Recovered)).Text);
    }

    [Fact]
    public async Task What_was_kept_of_the_tenant_by_another_version_does_not_keep_the_agent_from_starting()
    {
        await using var rig = Rig.Crowd(1);
        await rig.SyncAsync();
        rig.Space.SetSetting("tenant", """{"tenantId":"00000000-0000-0000-0000-000000000001","novelty":1}""");

        rig.Restart();

        await rig.SyncAsync();
    }

    [Fact]
    public async Task Passwords_that_are_taken_again_are_compared_once_as_a_whole()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = false });
        rig.Directory.SetPassword(anna, "P@ssw0rd-anna-2");
        var before = rig.Events(EventNumbers.FullForestStarted).Count;

        await SwitchAsync(rig, rig.Cloud.Tenant with { PasswordSync = true });
        await SwitchAsync(rig, rig.Cloud.Tenant);

        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna-2"));
        Assert.Equal((before + 1, before + 1), (rig.Events(EventNumbers.FullForestStarted).Count, rig.Events(EventNumbers.FullForestCompleted).Count));
    }

    static async Task SwitchAsync(Rig rig, TenantState tenant)
    {
        rig.Cloud.Tenant = tenant;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.SyncAsync();
    }

    static DeliveryOutcome Refusal(DirectoryChange change, bool permanent) =>
        new() { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = RefusalReasons.InternalError, Permanent = permanent };
}
