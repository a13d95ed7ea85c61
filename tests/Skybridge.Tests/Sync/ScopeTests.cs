using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Who is synchronized, and the reason for everybody else.</summary>
public class ScopeTests
{
    static readonly byte[] Computer = BitConverter.GetBytes(ObjectClass.Computer.Value);

    [Fact]
    public async Task Disabling_an_account_reaches_the_cloud_and_keeps_the_password()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();

        rig.Directory.Set(anna, AttributeType.UserAccountControl, 0x202u);
        await rig.SyncAsync();

        Assert.False(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Verifier);
        Assert.Equal((Reasons.AccountDisabled, "userAccountControl 0x202 has ACCOUNTDISABLE"), (rig.State(anna).Reason, rig.State(anna).Rule));
        Assert.Equal(0, rig.SingleReads);
    }

    [Fact]
    public async Task An_expiry_travels_and_the_password_with_it()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var until = rig.Time.GetUtcNow() - TimeSpan.FromDays(1);
        rig.Directory.Set(anna, AttributeType.AccountExpires, until.ToFileTime());

        await rig.SyncAsync();

        Assert.Equal(until, rig.Cloud.Find(anna.Guid)?.Image?.Expires);
        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Verifier);
        Assert.Equal(new ReasonCount(Reasons.AccountExpired, "accountExpires is in the past", 1), Assert.Single(rig.Space.CountPeople().NotSynchronized));
    }

    [Fact]
    public async Task Whoever_is_no_ordinary_user_is_not_delivered_and_the_reason_says_why()
    {
        await using var rig = new Rig();
        var computer = rig.Directory.AddUser("pc1$", "P@ssw0rd-1");
        rig.Directory.Set(computer, AttributeType.ObjectClass, [.. computer.Attributes[AttributeType.ObjectClass].Values, Computer]);
        var trust = rig.Directory.AddUser("trust$", "P@ssw0rd-2");
        rig.Directory.Set(trust, AttributeType.UserAccountControl, 0x820u);
        var system = rig.Directory.AddUser("krbtgt", "P@ssw0rd-3");
        rig.Directory.Set(system, AttributeType.IsCriticalSystemObject, true);
        var reserved = rig.Directory.AddUser("MSOL_1234", "P@ssw0rd-4");

        await rig.SyncAsync();

        Assert.Empty(rig.Cloud.People);
        Assert.Equal(
            [Reasons.NotAUser, Reasons.NotAUser, Reasons.NotAUser, Reasons.OutOfScope],
            new[] { computer, trust, system, reserved }.Select(one => rig.State(one).Reason));
        Assert.All(new[] { computer, trust, system, reserved }, one => Assert.NotNull(rig.State(one).Rule));
    }

    [Fact]
    public async Task Whoever_leaves_the_scope_is_removed_and_comes_back_with_the_password()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();
        rig.Directory.Set(anna, AttributeType.IsCriticalSystemObject, true);
        await rig.SyncAsync();
        var removed = rig.Cloud.Find(anna.Guid)?.Removed;

        rig.Directory.Set(anna, AttributeType.IsCriticalSystemObject, false);
        await rig.SyncAsync();

        Assert.Equal(RemovalReason.OutOfScope, removed);
        Assert.Null(rig.Cloud.Find(anna.Guid)?.Removed);
        Assert.True(rig.Cloud.Takes(anna.Guid, "P@ssw0rd-anna"));
    }

    [Fact]
    public async Task A_deleted_person_is_removed()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();

        rig.Directory.Delete(anna);
        var report = await rig.CycleAsync();

        Assert.Equal(1, report.Removed);
        Assert.Equal(RemovalReason.Deleted, rig.Cloud.Find(anna.Guid)?.Removed);
        Assert.Equal("CN=anna,OU=People,DC=corp,DC=example", rig.State(anna).DistinguishedName);
    }

    [Fact]
    public async Task A_deleted_person_who_was_never_known_is_nothing()
    {
        await using var rig = new Rig();
        rig.Directory.Delete(rig.Directory.AddUser("anna", "P@ssw0rd-anna"));

        await rig.SyncAsync();

        Assert.Empty(rig.Cloud.Batches);
        Assert.Empty(rig.Space.CountRetries());
    }

    [Fact]
    public async Task An_account_without_a_password_is_delivered_without_one()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        rig.Directory.Remove(anna, AttributeType.UnicodePwd);

        await rig.SyncAsync();

        Assert.NotNull(rig.Cloud.Find(anna.Guid)?.Image);
        Assert.Null(rig.Cloud.Find(anna.Guid)?.Verifier);
        Assert.Equal(Reasons.NoPassword, rig.State(anna).Reason);
    }

    [Fact]
    public async Task A_password_that_was_taken_away_signs_nobody_in_any_more()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();

        rig.Directory.Remove(anna, AttributeType.UnicodePwd);
        await rig.SyncAsync();

        Assert.Null(rig.Cloud.Find(anna.Guid)?.Verifier);
        Assert.Equal(Reasons.NoPassword, rig.State(anna).Reason);
    }

    [Fact]
    public async Task Who_must_use_a_smart_card_gets_the_random_password_so_that_the_old_one_ends()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        await rig.SyncAsync();

        rig.Directory.Set(anna, AttributeType.UserAccountControl, 0x40200u);
        rig.Directory.SetPassword(anna, "nobody-knows", mustChange: true);
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(anna.Guid, "nobody-knows"));
        Assert.False(rig.Cloud.Find(anna.Guid)?.MustChange);
    }

    [Fact]
    public async Task A_password_that_comes_twice_in_a_cycle_ends_as_the_last_one()
    {
        await using var rig = Rig.Crowd(3, pageSize: 2);
        var one = rig.Directory.Objects[2];
        var batches = 0;
        rig.Cloud.Accept = _ =>
        {
            if (++batches == 2)
                rig.Directory.SetPassword(one, "P@ssw0rd-newest");
        };

        await rig.SyncAsync();
        await rig.SyncAsync();

        Assert.True(rig.Cloud.Takes(one.Guid, "P@ssw0rd-newest"));
    }

    [Fact]
    public async Task Malformed_attributes_of_one_object_harm_nobody()
    {
        await using var rig = Rig.Crowd(2);
        var odd = rig.Directory.AddUser("odd", "P@ssw0rd-odd");
        rig.Directory.Set(odd, AttributeType.UserAccountControl, [1, 2, 3]);
        rig.Directory.Set(odd, AttributeType.PwdLastSet, [1]);
        rig.Directory.Set(odd, AttributeType.AccountExpires, Array.Empty<byte>());
        rig.Directory.Set(odd, AttributeType.DisplayName, [0x41, 0, 0x42]);
        rig.Directory.Set(odd, AttributeType.GivenName, [0x00, 0xd8]);
        rig.Directory.Set(odd, AttributeType.ConsistencyGuid, [1, 2, 3]);

        await rig.SyncAsync();

        Assert.Equal(2, rig.Cloud.People.Count);
        Assert.Equal(Reasons.NotAUser, rig.State(odd).Reason);
    }

    [Fact]
    public async Task The_consistency_guid_is_who_a_person_is_and_stays_it()
    {
        await using var rig = new Rig();
        var anna = rig.Directory.AddUser("anna", "P@ssw0rd-anna");
        var (first, second) = (Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToByteArray());
        rig.Directory.Set(anna, AttributeType.ConsistencyGuid, first);
        await rig.SyncAsync();

        rig.Directory.Set(anna, AttributeType.ConsistencyGuid, second);
        rig.Directory.SetPassword(anna, "P@ssw0rd-new");
        await rig.SyncAsync();

        Assert.Equal([SourceAnchor.FromBytes(first)], rig.Cloud.People.Keys);
    }
}
