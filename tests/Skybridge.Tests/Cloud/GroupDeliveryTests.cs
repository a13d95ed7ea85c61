using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hosting;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>What the cloud makes of delivered groups and memberships.</summary>
public sealed class GroupDeliveryTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();
    readonly TestGroup _group = new();
    readonly Guid[] _people = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
    TestAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        _agent = await TestAgent.EnrollAsync(_cloud);
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task A_group_is_stored_with_its_members_and_a_repetition_changes_nothing()
    {
        var group = _group with { Name = "Vertrieb \"Nord\", ü", Description = "one\r\ntwo" };

        await _agent.DeliverGroupsAsync(1, 0, group.Whole(_people));
        var first = await StoredAsync();
        await _agent.DeliverGroupsAsync(1, 0, group.Whole(_people));
        var again = await StoredAsync();

        Assert.Equal((group.Name, "one  two", "north.example", true), (first!.Name, first.Description, first.DnsDomain, first.Security));
        Assert.Equal(first.Id, again!.Id);
        Assert.Equal(_people.Order(), await MembersAsync());
    }

    [Fact]
    public async Task Of_two_groups_with_one_anchor_the_first_is_the_group()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people[0]));
        var copy = new TestGroup();
        GroupChange As(GroupChange change) => change with { Anchor = _group.Anchor };

        var outcomes = await _agent.DeliverGroupsAsync(As(copy.Whole(_people[1])), As(copy.Links(TestGroup.Link(_people[2]))), As(copy.Removed()));

        Assert.Equal([RefusalReasons.AnchorTaken, RefusalReasons.AnchorTaken, null], outcomes.Select(outcome => outcome.Reason));
        Assert.Equal((_group.Name, null), ((await StoredAsync())!.Name, (await StoredAsync())!.DeletedAt));
        Assert.Equal([_people[0]], await MembersAsync());
        await _agent.DeliverGroupsAsync(_group.Removed());
        await _agent.DeliverGroupsAsync(As(copy.Part(2, true, true, _people[1]) with { Group = copy.Image }));
        Assert.Equal([_people[1]], await MembersAsync());
    }

    [Fact]
    public async Task Single_changes_come_and_go_and_older_ones_count_for_nothing()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people[0]));

        await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[1], 3), TestGroup.Link(_people[0], 2, absent: true)));
        Assert.Equal([_people[1]], await MembersAsync());

        await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[1], 2, absent: true), TestGroup.Link(_people[0])));
        Assert.Equal([_people[1]], await MembersAsync());
    }

    [Fact]
    public async Task The_same_statement_may_correct_itself()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people[0]));

        await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[0], 1, absent: true)));

        Assert.Empty(await MembersAsync());
    }

    [Fact]
    public async Task A_batch_that_comes_late_changes_nothing()
    {
        await _agent.DeliverGroupsAsync(10, 0, _group.Whole(_people[0]));

        var outcomes = await _agent.DeliverGroupsAsync(9, 0, (_group with { Name = "Older" }).Whole(_people[1]));
        await _agent.DeliverGroupsAsync(8, 0, _group.Removed());

        Assert.Equal(DeliveryStatus.Success, outcomes[0].Status);
        Assert.Equal((_group.Name, null), ((await StoredAsync())!.Name, (await StoredAsync())!.DeletedAt));
        Assert.Equal([_people[0]], await MembersAsync());
    }

    [Fact]
    public async Task A_whole_list_ends_what_it_does_not_name_however_often_its_parts_come()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people[0], _people[1]));

        await _agent.DeliverGroupsAsync(_group.Part(7, true, false, _people[1]) with { Group = _group.Image });
        await _agent.DeliverGroupsAsync(_group.Part(7, false, false, _people[2]));
        await _agent.DeliverGroupsAsync(_group.Part(7, false, false, _people[2]));
        Assert.Equal(_people[..3].Order(), await MembersAsync());
        await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[4])));
        await _agent.DeliverGroupsAsync(_group.Part(7, false, true, _people[3]));
        await _agent.DeliverGroupsAsync(_group.Part(7, false, true, _people[3]));

        Assert.Equal(_people[1..].Order(), await MembersAsync());
    }

    [Fact]
    public async Task A_part_of_another_list_wants_all_of_it_again()
    {
        await _agent.DeliverGroupsAsync(_group.Part(7, true, false, _people[0]) with { Group = _group.Image });
        using var other = await TestAgent.EnrollAsync(_cloud, "other");
        await other.DeliverGroupsAsync(_group.Part(8, true, true, _people[1]) with { Group = _group.Image });

        var outcome = (await _agent.DeliverGroupsAsync(_group.Part(7, false, true, _people[2])))[0];

        Assert.True(outcome.ListWanted);
        Assert.Equal([_people[1]], await MembersAsync());
    }

    [Fact]
    public async Task Members_of_a_group_that_is_not_here_want_the_group()
    {
        var outcome = (await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[0]))))[0];

        Assert.Equal((true, RefusalReasons.UnknownGroup), (outcome.ListWanted, outcome.Reason));
        Assert.Null(await StoredAsync());
    }

    [Fact]
    public async Task Whoever_leaves_and_comes_back_within_a_month_is_the_same_group()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people[0]));
        var before = await StoredAsync();

        await _agent.DeliverGroupsAsync(_group.Removed(RemovalReason.OutOfScope));
        Assert.Equal(RemovalReason.OutOfScope, (await StoredAsync())!.DeletionReason);
        Assert.True((await _agent.DeliverGroupsAsync(_group.Links(TestGroup.Link(_people[1]))))[0].ListWanted);
        await _agent.DeliverGroupsAsync(_group.Whole(_people[1]) with { List = new MemberList { Number = 2, Begins = true, Ends = true } });

        var after = await StoredAsync();
        Assert.Equal((before!.Id, null, null), (after!.Id, after.DeletedAt, after.DeletionReason));
        Assert.Equal([_people[1]], await MembersAsync());
    }

    [Fact]
    public async Task After_thirty_days_a_group_that_left_is_gone_with_its_memberships()
    {
        await _agent.DeliverGroupsAsync(_group.Whole(_people));
        await _agent.DeliverGroupsAsync(_group.Removed());
        _cloud.Time.Advance(TimeSpan.FromDays(30));

        await _cloud.Services.GetServices<IHostedService>().OfType<Maintenance>().Single().RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Null(await StoredAsync());
        Assert.Equal(0, await _cloud.WithDbAsync(db => db.GroupMembers.CountAsync()));
    }

    [Fact]
    public async Task In_a_new_epoch_older_stamps_win_and_batches_of_the_old_one_are_refused()
    {
        await _agent.DeliverGroupsAsync(1, 0, _group.Whole());
        await _agent.DeliverGroupsAsync(2, 0, _group.Links(TestGroup.Link(_people[0], 9)));
        await _agent.EndEpochAsync(0);

        using var refused = await _agent.SendGroupsAsync(new GroupBatch { Sequence = 3, Domain = "north.example", Epoch = 0, Changes = [_group.Whole()] });
        await _agent.DeliverGroupsAsync(4, 1, _group.Links(TestGroup.Link(_people[0], 3, absent: true)));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Empty(await MembersAsync());
    }

    [Fact]
    public async Task One_wrong_group_keeps_no_other_out()
    {
        var (bad, good) = (new TestGroup { Name = "Line\nbreak" }, new TestGroup());

        var outcomes = await _agent.DeliverGroupsAsync(bad.Whole(), good.Whole(_people[0]));

        Assert.Equal((DeliveryStatus.TargetNotExportedToDirectory, RefusalReasons.InvalidValue, true), (outcomes[0].Status, outcomes[0].Reason, outcomes[0].Permanent));
        Assert.Equal(DeliveryStatus.Success, outcomes[1].Status);
        Assert.Equal(1, await _cloud.WithDbAsync(db => db.Groups.CountAsync()));
    }

    [Fact]
    public async Task More_than_a_batch_may_have_is_refused()
    {
        var links = Enumerable.Range(0, GroupBatch.MaxLinks + 1).Select(i => new Guid(i, 0, 0, new byte[8]));

        using var response = await _agent.SendGroupsAsync(new GroupBatch { Sequence = 1, Domain = "north.example", Epoch = 0, Changes = [_group.Whole(links)] });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(ErrorCodes.TooLarge, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    [Fact]
    public async Task Groups_show_with_whoever_is_in_them()
    {
        var (person, inner) = (new TestPerson(), new TestGroup());
        await _agent.DeliverAsync(person.Whole());
        await _agent.DeliverGroupsAsync(inner.Whole(), (_group with { Security = false }).Whole(person.ObjectGuid, inner.ObjectGuid, _people[0]));

        var list = (await _cloud.CliAsync("group", "list", "--json")).Json();
        var shown = (await _cloud.CliAsync("group", "show", _group.Name, "--members", "--json")).Json();
        var text = await _cloud.CliAsync("group", "show", _group.Name.ToUpperInvariant(), "--members");
        var table = await _cloud.CliAsync("group", "list", "--search", _group.Name[..5]);

        Assert.Equal(2, list.GetProperty("total").GetInt32());
        Assert.Equal(
            (3, 1, 1, 1),
            (
                shown.GetProperty("group").GetProperty("members").GetInt32(),
                shown.GetProperty("members").GetProperty("people").GetInt32(),
                shown.GetProperty("members").GetProperty("groups").GetInt32(),
                shown.GetProperty("members").GetProperty("others").GetInt32()));
        var kinds = shown.GetProperty("listed").EnumerateArray().ToDictionary(entry => entry.GetProperty("kind").GetString()!, entry => entry.GetProperty("name").GetString());
        Assert.Equal((inner.Name, _people[0].ToString()), (kinds["group"], kinds["other"]));
        Assert.Contains("1 people, 1 groups, 1 that are not here", text.Out);
        Assert.Contains("distribution", table.Out);
        Assert.Equal(2, (await _cloud.CliAsync("group", "show", "nobody")).ExitCode);
    }

    Task<CloudGroup?> StoredAsync() => _cloud.WithDbAsync(db => db.Groups.SingleOrDefaultAsync(group => group.Anchor == _group.Anchor.Value));

    async Task<IEnumerable<Guid>> MembersAsync() =>
        (await _cloud.WithDbAsync(db => db.GroupMembers.Where(member => member.Present).Select(member => member.MemberGuid).ToListAsync())).Order();
}
