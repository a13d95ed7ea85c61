using Skybridge.Drsr.Drs;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Fakes;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>What a change does not carry is read by itself: from the retry list, right after the cycle.</summary>
public class FetchTests
{
    const uint Enabled = 0x200;
    const uint Disabled = 0x202;

    [Fact]
    public async Task Clearing_must_change_fetches_the_hash_that_the_change_does_not_carry()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-old");
        await rig.SyncAsync();
        rig.Directory.SetPassword(anna, "P@ssw0rd-temporary", mustChange: true);
        await rig.SyncAsync();
        var whileTemporary = (rig.State(anna).Reason, rig.Cloud.Takes(anna.Guid, "P@ssw0rd-old"), rig.Attempts(anna)[0].Reason);

        rig.Directory.Set(anna, AttributeType.PwdLastSet, rig.Time.GetUtcNow().ToFileTime());
        await rig.SyncAsync();

        Assert.Equal((Reasons.TemporaryPassword, true, Reasons.TemporaryPassword), whileTemporary);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-temporary"));
        Assert.Equal(1, rig.SingleReads);
        Assert.Null(rig.Retry(anna));
        Assert.Null(rig.State(anna).Reason);
    }

    [Fact]
    public async Task Enabling_an_account_fetches_the_hash()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Directory.Set(anna, AttributeType.UserAccountControl, Disabled);
        await rig.SyncAsync();
        var before = (rig.State(anna).Reason, rig.Cloud.Verifiers(anna.Guid), rig.Cloud.Find(anna.Guid)?.Image?.Enabled);

        rig.Directory.Set(anna, AttributeType.UserAccountControl, Enabled);
        await rig.SyncAsync();

        Assert.Equal((Reasons.AccountDisabled, 0, false), before);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.Equal(1, rig.SingleReads);
    }

    [Fact]
    public void Up_to_two_thousand_are_read_one_by_one() => Assert.Equal(2000, new SyncOptions().MaxSingleReads);

    [Fact]
    public async Task Too_many_to_fetch_are_read_all_at_once_and_once_only()
    {
        await using var rig = new Rig(Rig.Impatient with { MaxSingleReads = 3 });
        var people = Enumerable.Range(1, 4).Select(i => rig.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}")).ToList();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, Disabled));
        await rig.SyncAsync();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, Enabled));
        var asked = rig.Dc.Requests.Count;

        var report = await rig.CycleAsync();

        Assert.True(report.IsFull);
        Assert.Equal((0, 2), (rig.SingleReads, rig.Dc.Requests.Count - asked));
        Assert.All(people, one => Assert.Equal(1, rig.Cloud.Verifiers(one.Guid)));
        Assert.Empty(rig.Space.CountRetries());
    }

    [Fact]
    public async Task As_many_as_may_be_are_read_one_by_one()
    {
        await using var rig = new Rig(Rig.Impatient with { MaxSingleReads = 3 });
        var people = Enumerable.Range(1, 3).Select(i => rig.Directory.AddUser($"p{i}", $"P@ssw0rd-{i}")).ToList();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, Disabled));
        await rig.SyncAsync();
        people.ForEach(one => rig.Directory.Set(one, AttributeType.UserAccountControl, Enabled));

        var report = await rig.CycleAsync();

        Assert.False(report.IsFull);
        Assert.Equal(3, rig.SingleReads);
    }

    [Fact]
    public async Task A_restored_person_gets_back_the_password_that_came_back_without_a_word()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        var bin = new RecycleBin(rig.Directory, anna);
        await rig.SyncAsync();
        var removed = rig.Cloud.Find(anna.Guid)?.Removed;

        bin.Restore();
        await rig.SyncAsync();

        Assert.NotNull(removed);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Fact]
    public async Task What_must_be_fetched_still_must_when_another_change_comes_first()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Sql("DELETE FROM object WHERE sam = 'anna'");
        rig.Directory.Set(anna, AttributeType.DisplayName, "Anna");
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 3 } ? FakeAnswer.Close : null };
        Assert.NotNull((await rig.CycleAsync()).Error);
        Assert.Equal(RetryEntry.Fetch, rig.Retry(anna)?.Reason);
        rig.Dc.Rpc = new FakeRpcBehaviour();

        rig.Directory.Set(anna, AttributeType.DisplayName, "Anna B.");
        await rig.SyncAsync();

        Assert.Equal("Anna B.", rig.Cloud.Find(anna.Guid)?.Image?.DisplayName);
        Assert.Null(rig.Retry(anna));
    }

    [Fact]
    public async Task A_change_of_an_unknown_object_makes_it_be_read_as_a_whole()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Sql("DELETE FROM object WHERE sam = 'anna'");

        rig.Directory.Set(anna, AttributeType.DisplayName, "Anna");
        await rig.SyncAsync();

        Assert.Equal(1, rig.SingleReads);
        Assert.Equal(("anna", ObjectKind.User), (rig.State(anna).SamAccountName, rig.State(anna).Kind));
        Assert.Equal("Anna", rig.Cloud.Find(anna.Guid)?.Image?.DisplayName);
    }

    [Fact]
    public async Task An_object_that_is_gone_when_it_is_to_be_fetched_leaves_the_list_and_the_cloud()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Directory.Set(anna, AttributeType.PwdLastSet, 0L);
        await rig.SyncAsync();
        rig.Directory.Set(anna, AttributeType.PwdLastSet, rig.Time.GetUtcNow().ToFileTime());
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 4 } ? FakeAnswer.Error(DrsException.BadDistinguishedName) : null };

        await rig.SyncAsync();

        Assert.Null(rig.Retry(anna));
        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Removed);
    }

    [Fact]
    public async Task An_object_that_was_refused_first_and_is_gone_then_leaves_the_list()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var bert = rig.Directory.AddUser("bert", "P@ssw0rd-bert");
        foreach (var one in new[] { anna, bert })
            rig.Directory.Set(one, AttributeType.UserAccountControl, Disabled);
        await rig.SyncAsync();
        foreach (var one in new[] { anna, bert })
            rig.Directory.Set(one, AttributeType.UserAccountControl, Enabled);
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 3 } ? FakeAnswer.Error(8451) : null };
        await rig.CycleAsync();
        var refused = Assert.Single(new[] { anna, bert }, one => rig.Retry(one) is not null);
        var first = rig.Retry(refused);
        rig.Dc.Rpc = rig.Dc.Rpc with { Interrupt = step => step is { Operation: 3, Number: 6 } ? FakeAnswer.Error(DrsException.BadDistinguishedName) : null };

        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await rig.CycleAsync();

        Assert.Equal("directory-refused", first?.Reason);
        Assert.Null(rig.Retry(refused));
    }
}
