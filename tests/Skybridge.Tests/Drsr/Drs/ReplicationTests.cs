using Skybridge.Drsr.Drs;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Drsr.Drs;

/// <summary>What a reader gets to see, cycle after cycle.</summary>
public class ReplicationTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_cycle_brings_everybody_with_attributes_and_password()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "Annas Paßwort");
        dc.Directory.AddUser("berta", "世界-2026");
        await using var drs = await dc.ConnectAsync(Token);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc), page =>
        {
            Assert.Equal(["DC=corp", "OU=People", "CN=anna", "CN=berta"], page.Objects.Select(one => one.Name.DistinguishedName.Split(',')[0]));
            var found = page.Objects[2];
            Assert.Equal(anna.Guid, found.Name.ObjectGuid);
            Assert.Equal(anna.Sid, found.Name.Sid);
            Assert.Equal(dc.Directory.People.Guid, found.ParentGuid);
            Assert.True(found.TryGetText(AttributeType.SamAccountName, out var name));
            Assert.Equal("anna", name);
            Assert.True(found.TryGetUInt32(AttributeType.UserAccountControl, out var control));
            Assert.Equal(0x200u, control);
            Assert.True(found.TryGetInt64(AttributeType.PwdLastSet, out var lastSet));
            Assert.Equal(dc.Directory.Time.GetUtcNow(), ReplicatedObject.FromFileTime(lastSet));
            Assert.True(found.Is(ObjectClass.User));
            Assert.False(found.Is(ObjectClass.Computer));
            Assert.Equal(anna.Attributes[AttributeType.UnicodePwd].Stamp, found.GetMetadata(AttributeType.UnicodePwd));
            Wanted.AssertPassword("Annas Paßwort", found);
            Wanted.AssertPassword("世界-2026", page.Objects[3]);
        });
    }

    [Fact]
    public async Task Nothing_but_the_wanted_attributes_comes()
    {
        await using var dc = new FakeDomainController();
        dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await dc.ConnectAsync(Token);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc) with { Attributes = [AttributeType.PwdLastSet] }, page =>
        {
            var found = Assert.Single(page.Objects);
            Assert.True(found.Has(AttributeType.PwdLastSet));
            Assert.False(found.Has(AttributeType.SamAccountName));
            Assert.False(found.TryGetNtHash(new byte[16]));
            Assert.Null(found.Is(ObjectClass.User));
            Assert.Null(found.GetMetadata(AttributeType.SamAccountName));
        });
    }

    [Fact]
    public async Task A_changed_password_comes_alone_in_the_next_cycle_on_the_same_connection()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "before");
        dc.Directory.AddUser("berta", "unchanged");
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        dc.Directory.SetPassword(anna, "after");

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page =>
        {
            var found = Assert.Single(page.Objects);
            Assert.Equal(anna.Guid, found.Name.ObjectGuid);
            Assert.False(found.Has(AttributeType.SamAccountName));
            Assert.Equal(2u, found.GetMetadata(AttributeType.UnicodePwd)!.Value.Version);
            Wanted.AssertPassword("after", found);
        });
    }

    [Fact]
    public async Task A_cycle_without_changes_is_one_empty_page_with_the_same_cursor()
    {
        await using var dc = new FakeDomainController();
        dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));

        var again = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page => Assert.Empty(page.Objects));

        Assert.Equal(cursor, again);
    }

    [Fact]
    public async Task A_removed_attribute_is_there_without_a_value()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        dc.Directory.Remove(anna, AttributeType.UserPrincipalName);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page =>
        {
            var found = Assert.Single(page.Objects);
            Assert.True(found.Has(AttributeType.UserPrincipalName));
            Assert.False(found.TryGetText(AttributeType.UserPrincipalName, out _));
            Assert.Equal(2u, found.GetMetadata(AttributeType.UserPrincipalName)!.Value.Version);
        });
    }

    [Fact]
    public async Task A_deleted_object_comes_with_its_tombstone_and_without_its_password()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "P@ssw0rd");
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        dc.Directory.Delete(anna);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page =>
        {
            var found = Assert.Single(page.Objects);
            Assert.Equal($@"CN=anna\0ADEL:{anna.Guid},CN=Deleted Objects,DC=corp,DC=example", found.ToString());
            Assert.True(found.TryGetUInt32(AttributeType.IsDeleted, out var deleted));
            Assert.Equal(1u, deleted);
            Assert.True(found.Has(AttributeType.UnicodePwd));
            Assert.False(found.TryGetNtHash(new byte[16]));
        });
    }

    [Fact]
    public async Task Prefixes_may_be_numbered_differently()
    {
        await using var dc = new FakeDomainController();
        dc.Directory.AddUser("anna", "P@ssw0rd");
        dc.Directory.PrefixShift = 500;
        await using var drs = await dc.ConnectAsync(Token);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc), page =>
        {
            var found = page.Objects[^1];
            Assert.True(found.Is(ObjectClass.User));
            Assert.True(found.TryGetText(AttributeType.UserPrincipalName, out var name));
            Assert.Equal("anna@corp.example", name);
            Wanted.AssertPassword("P@ssw0rd", found);
        });
    }

    [Fact]
    public async Task A_secret_that_does_not_open_does_not_hide_the_others()
    {
        await using var dc = new FakeDomainController();
        dc.Directory.AddUser("anna", "P@ssw0rd").HasDamagedSecret = true;
        dc.Directory.AddUser("berta", "P@ssw0rd").HidesSid = true;
        dc.Directory.AddUser("carl", "P@ssw0rd");
        await using var drs = await dc.ConnectAsync(Token);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(dc), page =>
        {
            var hash = new byte[16];
            var damaged = Assert.Throws<Skybridge.Drsr.Secrets.SecretException>(() => page.Objects[2].TryGetNtHash(hash));
            Assert.True(damaged.IsTransient);
            Assert.Throws<Skybridge.Drsr.Secrets.SecretException>(() => page.Objects[3].TryGetNtHash(hash));
            Assert.Equal(new byte[16], hash);
            Wanted.AssertPassword("P@ssw0rd", page.Objects[4]);
        });
    }

    [Fact]
    public async Task A_database_restored_under_its_old_name_sends_nothing_and_shows_it_by_its_numbers()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "before");
        var backup = dc.Directory.Copy();
        dc.Directory.SetPassword(anna, "after");
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        dc.Directory = backup;

        var restored = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page => Assert.Empty(page.Objects));

        Assert.Equal(cursor.SourceInvocationId, restored.SourceInvocationId);
        Assert.True(restored.Watermark.PropertyUpdate < cursor.Watermark.PropertyUpdate);
    }

    [Fact]
    public async Task A_database_restored_under_a_new_name_sends_what_the_vector_does_not_know()
    {
        await using var dc = new FakeDomainController();
        var anna = dc.Directory.AddUser("anna", "before");
        var backup = dc.Directory.Copy();
        await using var drs = await dc.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc));
        backup.InvocationId = Guid.NewGuid();
        backup.SetPassword(backup.Find(anna.Guid)!, "restored");
        dc.Directory = backup;

        var restored = await Wanted.ReadCycleAsync(drs, Wanted.Request(dc, cursor), page => Wanted.AssertPassword("restored", Assert.Single(page.Objects)));

        Assert.Equal(backup.InvocationId, restored.SourceInvocationId);
    }

    [Fact]
    public async Task Another_domain_controller_sends_only_what_the_vector_does_not_know()
    {
        await using var first = new FakeDomainController();
        first.Directory.AddUser("anna", "before");
        await using var second = new FakeDomainController(first.Directory.Join("dc2"));
        await using var drs = await first.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(first));
        var anna = second.Directory.Find(first.Directory.Objects[^1].Guid)!;
        second.Directory.SetPassword(anna, "after");

        await using var other = await second.ConnectAsync(Token);
        var next = await Wanted.ReadCycleAsync(other, Wanted.Request(second, cursor.WithoutWatermark()), page =>
        {
            var found = Assert.Single(page.Objects);
            Assert.False(found.Has(AttributeType.SamAccountName));
            Wanted.AssertPassword("after", found);
        });

        Assert.Equal(second.Directory.InvocationId, next.SourceInvocationId);
        Assert.Equal(2, next.Vector.Entries.Count);
    }

    [Fact]
    public async Task What_is_replicated_between_domain_controllers_comes_with_its_origin()
    {
        await using var first = new FakeDomainController();
        var anna = first.Directory.AddUser("anna", "before");
        await using var second = new FakeDomainController(first.Directory.Join("dc2"));
        await using var drs = await second.ConnectAsync(Token);
        var cursor = await Wanted.ReadCycleAsync(drs, Wanted.Request(second));
        first.Directory.SetPassword(anna, "after");
        second.Directory.PullFrom(first.Directory);

        await Wanted.ReadCycleAsync(drs, Wanted.Request(second, cursor), page =>
            Assert.Equal(first.Directory.InvocationId, Assert.Single(page.Objects).GetMetadata(AttributeType.UnicodePwd)!.Value.InvocationId));
    }
}
