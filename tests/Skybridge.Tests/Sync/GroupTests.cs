using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Groups as objects: who comes, who goes, who is somebody else.</summary>
public class GroupTests
{
    [Fact]
    public async Task A_group_arrives_with_its_attributes_and_its_members()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales \"North\", and more");
        rig.Directory.Set(sales, AttributeType.Description, "Who sells");
        rig.Directory.Set(sales, AttributeType.DisplayName, "Sales");
        rig.Directory.Set(sales, AttributeType.Mail, "sales@corp.example");
        rig.Directory.AddMembers(sales, anna, bert);

        await rig.SyncAsync();

        var group = rig.Cloud.FindGroup(sales.Guid)!;
        Assert.Equal(
            ("Sales \"North\", and more", "Sales", "Who sells", "sales@corp.example", sales.Sid!.Text, true, "CORP"),
            (group.Image!.Name, group.Image.DisplayName, group.Image.Description, group.Image.Mail, group.Image.Sid, group.Image.Security, group.Image.NetBiosDomain));
        Assert.Equal(Set(anna, bert), group.MemberSet);
        Assert.Null(rig.Space.LoadGroups([sales.Guid])[sales.Guid].Due);
    }

    [Fact]
    public async Task A_quiet_cycle_tells_the_cloud_nothing()
    {
        await using var rig = new Rig();
        rig.Directory.AddMembers(rig.Directory.AddGroup("Sales"), rig.Directory.AddUser("anna", "P@ssw0rd-1"));
        await rig.SyncAsync();
        var before = rig.Cloud.GroupBatches.Count;

        await rig.SyncAsync();
        await rig.SyncAsync();

        Assert.Equal(before, rig.Cloud.GroupBatches.Count);
    }

    [Fact]
    public async Task The_systems_own_groups_stay_where_they_are()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        var (admins, builtin, lost) = (rig.Directory.AddGroup("Domain Admins"), rig.Directory.AddGroup("Backup Operators"), rig.Directory.AddGroup("Twice"));
        rig.Directory.Set(admins, AttributeType.IsCriticalSystemObject, true);
        rig.Directory.Set(builtin, AttributeType.GroupType, 0x80000005u);
        rig.Directory.Move(lost, $"CN=Twice\\0ACNF:{lost.Guid}");
        rig.Directory.AddMembers(admins, anna);

        await rig.SyncAsync();

        Assert.Empty(rig.Cloud.Groups);
        var rules = rig.Space.CountGroups().NotSynchronized.Select(count => count.Rule).ToList();
        Assert.Contains("isCriticalSystemObject is set", rules);
        Assert.Contains("groupType 0x80000005 is that of a built-in group", rules);
        Assert.Contains("the object lost a replication conflict (CNF)", rules);
    }

    [Fact]
    public async Task A_distribution_group_says_that_it_is_one()
    {
        await using var rig = new Rig();
        var list = rig.Directory.AddGroup("News", security: false);

        await rig.SyncAsync();

        Assert.False(rig.Cloud.FindGroup(list.Guid)!.Image!.Security);
    }

    [Fact]
    public async Task Another_name_or_place_is_the_same_group()
    {
        await using var rig = new Rig();
        var unit = rig.Directory.AddContainer("OU=Groups");
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, rig.Directory.AddUser("anna", "P@ssw0rd-1"));
        await rig.SyncAsync();
        var told = rig.Cloud.LinksTold;

        rig.Directory.Move(sales, "CN=Selling", unit);
        await rig.SyncAsync();
        rig.Directory.Move(unit, "OU=Teams");
        await rig.SyncAsync();

        var image = rig.Cloud.FindGroup(sales.Guid)!.Image!;
        Assert.Equal(("Selling", "CN=Selling,OU=Teams,DC=corp,DC=example"), (image.Name, image.DistinguishedName));
        Assert.Equal(told, rig.Cloud.LinksTold);
    }

    [Fact]
    public async Task A_deleted_group_leaves_and_comes_back_with_whoever_is_in_it_then()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();

        var bin = new RecycleBin(rig.Directory, sales);
        await rig.SyncAsync();
        Assert.Equal(RemovalReason.Deleted, rig.Cloud.FindGroup(sales.Guid)!.Removed);

        bin.Restore();
        rig.Directory.AddMembers(sales, bert);
        await rig.SyncAsync();

        var group = rig.Cloud.FindGroup(sales.Guid)!;
        Assert.Null(group.Removed);
        Assert.Equal(Set(anna, bert), group.MemberSet);
        Assert.Equal("Sales", group.Image!.Name);
    }

    [Fact]
    public async Task A_group_out_of_scope_leaves_and_comes_back()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        var sales = rig.Directory.AddGroup("Sales", parent: rig.Directory.AddContainer("OU=Groups"));
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();

        rig.Restart(rig.Options with { Scope = new ScopeRules { Exclude = ["OU=Groups,DC=corp,DC=example"] } });
        await rig.SyncAsync();
        Assert.Equal(RemovalReason.OutOfScope, rig.Cloud.FindGroup(sales.Guid)!.Removed);
        Assert.Equal(Reasons.OutOfScope, rig.Space.LoadGroups([sales.Guid])[sales.Guid].Reason);

        rig.Restart(rig.Options with { Scope = ScopeRules.Everybody });
        await rig.SyncAsync();
        Assert.Null(rig.Cloud.FindGroup(sales.Guid)!.Removed);
        Assert.Equal(Set(anna), rig.Cloud.FindGroup(sales.Guid)!.MemberSet);
    }

    [Fact]
    public async Task While_staging_groups_are_read_and_nothing_is_delivered()
    {
        await using var rig = new Rig(Rig.Impatient with { Mode = SyncMode.Staging });
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, rig.Directory.AddUser("anna", "P@ssw0rd-1"));
        await rig.SyncAsync();
        Assert.Empty(rig.Cloud.GroupBatches);

        rig.Restart(Rig.Impatient);
        await rig.SyncAsync();

        Assert.Single(rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task An_agent_of_before_reads_everything_once_more()
    {
        await using var rig = new Rig();
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, rig.Directory.AddUser("anna", "P@ssw0rd-1"));
        await rig.SyncAsync();
        rig.Sql("DELETE FROM link; DELETE FROM grp; DELETE FROM setting WHERE name = 'groups'");
        rig.Cloud.Groups.Clear();

        await rig.SyncAsync();

        Assert.Single(rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task A_group_that_the_cloud_refuses_keeps_no_other_out_and_is_tried_again()
    {
        await using var rig = new Rig();
        var (bad, good) = (rig.Directory.AddGroup("Bad"), rig.Directory.AddGroup("Good"));
        rig.Cloud.JudgeGroup = change => change.ObjectGuid == bad.Guid
            ? new GroupOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = RefusalReasons.InternalError, Detail = "No." }
            : null;

        var report = await rig.CycleAsync();

        Assert.Equal(1, report.Failed);
        Assert.NotNull(rig.Cloud.FindGroup(good.Guid));
        Assert.Equal($"{RefusalReasons.InternalError}: No.", rig.Space.LoadGroups([bad.Guid])[bad.Guid].Rule);
        Assert.NotNull(rig.Position());

        rig.Cloud.JudgeGroup = _ => null;
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await rig.SyncAsync();
        Assert.NotNull(rig.Cloud.FindGroup(bad.Guid));
        Assert.Null(rig.Space.LoadGroups([bad.Guid])[bad.Guid].Reason);
    }

    [Fact]
    public async Task What_is_never_taken_waits_for_the_group_to_change()
    {
        await using var rig = new Rig();
        var bad = rig.Directory.AddGroup("Bad");
        rig.Cloud.JudgeGroup = change => new GroupOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = "invalid-value", Permanent = true };
        await rig.CycleAsync();
        rig.Cloud.JudgeGroup = _ => null;
        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.SyncAsync();
        Assert.Null(rig.Cloud.FindGroup(bad.Guid));

        rig.Directory.Set(bad, AttributeType.Description, "better");
        await rig.SyncAsync();

        Assert.NotNull(rig.Cloud.FindGroup(bad.Guid));
    }

    [Fact]
    public async Task A_batch_with_one_wrong_group_goes_through_group_by_group()
    {
        await using var rig = new Rig();
        var groups = Enumerable.Range(1, 5).Select(i => rig.Directory.AddGroup($"G{i}")).ToList();
        rig.Cloud.AcceptGroups = batch => _ = batch.Changes.Any(change => change.ObjectGuid == groups[2].Guid)
            ? throw new Skybridge.Sync.Cloud.CloudException(Skybridge.Sync.Cloud.CloudStep.Request, "Malformed.", "Update.", ErrorCodes.MalformedRequest) { StatusCode = 400 }
            : 0;

        var report = await rig.CycleAsync();

        Assert.Equal(1, report.Failed);
        Assert.Equal(4, rig.Cloud.Groups.Count);
        Assert.Contains("Malformed.", rig.Space.LoadGroups([groups[2].Guid])[groups[2].Guid].Rule);
    }

    static HashSet<Guid> Set(params IEnumerable<FakeObject> objects) => [.. objects.Select(one => one.Guid)];
}
