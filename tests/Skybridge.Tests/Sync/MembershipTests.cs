using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Space;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Memberships: at least once, in whatever order, and never one that the directory does not have.</summary>
public class MembershipTests
{
    [Fact]
    public async Task One_member_more_or_less_is_one_membership_told()
    {
        await using var rig = Rig.Crowd(50);
        var sales = rig.Directory.AddGroup("Sales");
        var people = rig.Directory.Objects.Where(one => one.DistinguishedName.StartsWith("CN=p", StringComparison.Ordinal)).ToList();
        rig.Directory.AddMembers(sales, people.Take(49));
        await rig.SyncAsync();
        var told = rig.Cloud.LinksTold;

        rig.Directory.AddMembers(sales, people[49]);
        rig.Directory.RemoveMember(sales, people[0]);
        await rig.SyncAsync();

        Assert.Equal(told + 2, rig.Cloud.LinksTold);
        Assert.Equal(people.Skip(1).Select(one => one.Guid).Order(), rig.Cloud.FindGroup(sales.Guid)!.Members.Order());
        Assert.All(rig.Cloud.GroupBatches[^1].Changes, change => Assert.Equal((null, null), (change.List, change.Group)));
    }

    [Fact]
    public async Task A_member_who_is_not_there_yet_is_told_all_the_same()
    {
        await using var rig = new Rig();
        var sales = rig.Directory.AddGroup("Sales");
        await rig.SyncAsync();
        var late = rig.Directory.AddUser("late", "P@ssw0rd-1");
        rig.Cloud.Judge = change => new DeliveryOutcome { Anchor = change.Anchor, Status = DeliveryStatus.Error, Reason = "internal-error" };

        rig.Directory.AddMembers(sales, late);
        await rig.CycleAsync();

        Assert.Equal([late.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task A_deleted_member_is_out_and_stays_out_when_restored_without_the_membership()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna, bert);
        await rig.SyncAsync();

        rig.Directory.Delete(anna);
        await rig.SyncAsync();
        Assert.Equal([bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);

        rig.Directory.Remove(anna, AttributeType.IsDeleted);
        rig.Directory.Move(anna, "CN=anna");
        await rig.SyncAsync();
        Assert.Equal([bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task A_member_restored_from_the_recycle_bin_is_in_again()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();
        var bin = new RecycleBin(rig.Directory, anna);
        await rig.SyncAsync();
        Assert.Empty(rig.Cloud.FindGroup(sales.Guid)!.Members);

        bin.Restore();
        await rig.SyncAsync();

        Assert.Equal([anna.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task An_answer_that_was_lost_costs_a_repetition_and_changes_nothing()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        rig.Cloud.GroupsTaken = _ => throw new CloudException(CloudStep.Exchange, "The connection broke.", "Wait.");
        Assert.NotNull((await rig.CycleAsync()).Error);
        Assert.NotNull(rig.Position());
        rig.Cloud.GroupsTaken = _ => { };
        rig.Restart();

        rig.Directory.AddMembers(sales, bert);
        rig.Directory.RemoveMember(sales, anna);
        await rig.SyncAsync();

        Assert.Equal([bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
        Assert.Equal(2, rig.Cloud.GroupBatches.Count);
    }

    [Fact]
    public async Task A_dead_cloud_holds_no_password_back_once_it_lives_again_for_people()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-1");
        rig.Directory.AddMembers(rig.Directory.AddGroup("Sales"), anna);
        rig.Cloud.AcceptGroups = _ => throw new CloudException(CloudStep.Request, "Not here.", "Update the cloud.", ErrorCodes.MalformedRequest) { StatusCode = 404 };

        var report = await rig.CycleAsync();

        Assert.NotNull(report.Error);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-1"));
        rig.Directory.SetPassword(anna, "P@ssw0rd-2");
        await rig.CycleAsync();
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-2"));
    }

    [Fact]
    public async Task Late_and_repeated_statements_are_harmless()
    {
        await using var rig = new Rig();
        var (group, member) = (Guid.NewGuid(), Guid.NewGuid());
        var start = rig.Time.GetUtcNow();
        LinkStatement Say(uint version, bool isPresent, int createdLater = 0) =>
            new(group, member, isPresent, new LinkStamp(start.AddSeconds(createdLater), new AttributeStamp(version, start.AddMinutes(version), Guid.Empty, version)));
        bool Is() => rig.Space.GetLinks(group, whole: true, null, 10).Count == 1;

        Assert.Equal(1, rig.Space.TakeLinks([Say(3, true)], null));
        Assert.Equal(0, rig.Space.TakeLinks([Say(2, false), Say(3, true)], null));
        Assert.True(Is());
        Assert.Equal(1, rig.Space.TakeLinks([Say(4, false)], null));
        Assert.Equal(0, rig.Space.TakeLinks([Say(3, true)], null));
        Assert.False(Is());

        // Forgotten by the directory and given anew: the version begins again, the creation says that it is newer.
        Assert.Equal(1, rig.Space.TakeLinks([Say(1, true, createdLater: 60)], null));
        Assert.Equal(0, rig.Space.TakeLinks([Say(9, false)], null));
        Assert.True(Is());
    }

    [Fact]
    public async Task A_full_read_finds_what_nobody_told()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var (sales, gone) = (rig.Directory.AddGroup("Sales"), Guid.NewGuid());
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();
        rig.Space.TakeLinks([new LinkStatement(sales.Guid, bert.Guid, true, default)], null);
        await rig.SyncAsync();
        rig.Cloud.FindGroup(sales.Guid)!.Links[gone] = (true, 1);
        Assert.Equal(3, rig.Cloud.FindGroup(sales.Guid)!.Members.Count());

        Assert.True((await rig.FullAsync()).Succeeded);

        Assert.Equal([anna.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
    }

    [Fact]
    public async Task A_cloud_that_lost_the_group_gets_all_of_it()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();
        rig.Cloud.Groups.Clear();

        rig.Directory.AddMembers(sales, bert);
        await rig.SyncAsync();
        await rig.SyncAsync();

        Assert.Equal([anna.Guid, bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members.OrderBy(one => one == bert.Guid));
    }

    [Fact]
    public async Task After_a_domain_controller_was_put_back_its_memberships_count()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();
        var backup = rig.Directory.Copy();
        rig.Directory.AddMembers(sales, bert);
        rig.Directory.RemoveMember(sales, anna);
        var later = rig.Directory.AddGroup("Later");
        await rig.SyncAsync();
        Assert.Equal([bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);

        rig.Dc.Directory = backup;
        var report = await rig.CycleAsync();

        Assert.True(report.Succeeded, report.Error);
        Assert.Equal([anna.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members);
        Assert.Equal(RemovalReason.Deleted, rig.Cloud.FindGroup(later.Guid)!.Removed);
        Assert.All(rig.Cloud.GroupBatches.TakeLast(1), batch => Assert.Equal(1, batch.Epoch));
    }

    [Fact]
    public async Task Another_domain_controller_tells_only_what_is_new()
    {
        await using var rig = new Rig();
        var (anna, bert) = (rig.Directory.AddUser("anna", "P@ssw0rd-1"), rig.Directory.AddUser("bert", "P@ssw0rd-2"));
        var sales = rig.Directory.AddGroup("Sales");
        rig.Directory.AddMembers(sales, anna);
        await rig.SyncAsync();
        var second = rig.Directory.Join("dc2");
        second.AddMembers(second.Find(sales.Guid)!, second.Find(bert.Guid)!);
        var told = rig.Cloud.LinksTold;

        rig.Dc.Directory = second;
        await rig.Dc.HangUpAsync();
        await rig.CycleAsync();
        await rig.SyncAsync();

        Assert.Equal([anna.Guid, bert.Guid], rig.Cloud.FindGroup(sales.Guid)!.Members.OrderBy(one => one == bert.Guid));
        Assert.Equal(told + 1, rig.Cloud.LinksTold);
    }

    [Fact]
    public async Task Fifty_thousand_members_travel_in_parts_and_one_more_is_one()
    {
        await using var rig = new Rig();
        const int many = 50_000;
        var sales = rig.Directory.AddGroup("Everybody");
        await rig.SyncAsync();
        var start = rig.Time.GetUtcNow();
        LinkStatement Say(int i) => new(sales.Guid, new Guid(i, 0, 0, new byte[8]), true, new LinkStamp(start, new AttributeStamp(1, start, Guid.Empty, i)));
        rig.Sql("UPDATE grp SET list_due = 1");
        foreach (var part in Enumerable.Range(1, many).Chunk(1500))
            rig.Space.TakeLinks([.. part.Select(Say)], null);

        var broken = 0;
        rig.Cloud.GroupsTaken = batch => _ = batch.Sequence > 0 && ++broken == 3 ? throw new CloudException(CloudStep.Exchange, "The connection broke.", "Wait.") : 0;
        Assert.NotNull((await rig.CycleAsync()).Error);
        await rig.SyncAsync();

        Assert.Equal(many, rig.Cloud.FindGroup(sales.Guid)!.Members.Count());
        Assert.All(rig.Cloud.GroupBatches, batch => Assert.True(batch.Changes.Sum(change => change.Links.Count) <= GroupBatch.MaxLinks));
        var told = rig.Cloud.LinksTold;

        rig.Space.TakeLinks([Say(many + 1)], null);
        await rig.SyncAsync();
        Assert.Equal(told + 1, rig.Cloud.LinksTold);
    }
}
