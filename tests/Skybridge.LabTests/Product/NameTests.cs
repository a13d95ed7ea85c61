using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>Who a person is towards the cloud, and by which name.</summary>
public class NameTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_user_principal_name_the_account_name_at_the_domain_is_it()
    {
        var stack = await lab.ProductAsync();

        var person = await stack.AddSignedInAsync("has.no.upn", like => like.Named(null));

        Assert.Equal("has.no.upn@north.example", ProductPerson.Claim(await person.SignsInAsync(), "preferred_username"));
    }

    [Fact]
    public async Task A_suffix_that_is_not_verified_gives_a_name_at_the_tenants_own_domain_until_it_is()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("foreigner", like => like.Named("foreigner@away.test"));
        var before = await person.SignsInAsync();
        var asked = await person.SyncAsync();

        await stack.Cloud.VerifyDomainAsync("away.test", Token);
        var after = await person.SignsInAsync();

        Assert.Equal("foreigner@skybridge.internal", ProductPerson.Claim(before, "preferred_username"));
        Assert.Contains("away.test is not a verified domain", asked.Detail, StringComparison.Ordinal);
        Assert.Equal("foreigner@away.test", ProductPerson.Claim(after, "preferred_username"));
        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(after));
        Assert.Equal("foreigner@away.test", (await person.SyncAsync()).UserName);
    }

    [Fact]
    public async Task Another_attribute_can_be_the_name_and_who_lacks_it_keeps_the_user_principal_name()
    {
        await using var stack = await ProductLab.StartAsync(lab, "by-mail", new() { Population = Population.Nobody }, Token);
        await stack.Cloud.VerifyDomainAsync("post.test", Token);
        var (zoé, plain) = (await stack.AddSignedInAsync("zoé", like => like.With("mail", "Zoé.O'Hara@post.test")), await stack.AddSignedInAsync("plain"));
        var before = await zoé.SignsInAsync();

        await stack.Agent.CommandAsync(["init", "--change", "--user-name-attribute", "mail", "--yes"], Token);
        var after = await stack.SignsInAsync("zoé.o'hara@post.test", zoé.Password);

        Assert.Equal("Zoé.O'Hara@post.test", ProductPerson.Claim(after, "preferred_username"), ignoreCase: true);
        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(after));
        Assert.False(await zoé.IsLetInAsync());
        Assert.True(await plain.IsLetInAsync());
        await stack.Domain.Directory.SetAttributeAsync(plain.Who, "mail", "renamed@post.test", Token);
        await stack.SignsInAsync("renamed@post.test", plain.Password);
        var refused = await stack.Agent.TryCommandAsync(["init", "--change", "--user-name-attribute", "memberOf", "--yes"], Token);
        Assert.Equal((2, true), (refused.ExitCode, refused.Errors.Contains("Nobody can be called by that", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_consistency_guid_is_the_anchor_where_there_is_one()
    {
        var stack = await lab.ProductAsync();
        var bytes = Guid.NewGuid().ToByteArray();

        var person = await stack.AddSignedInAsync("own.anchor", like => like.With("mS-DS-ConsistencyGuid", bytes));

        Assert.Equal("own.anchor@north.example", (await stack.Cloud.FindAsync(Convert.ToBase64String(bytes), Token))!.UserName);
        Assert.Null(await stack.Cloud.FindAsync(person.Anchor, Token));
    }

    [Fact]
    public async Task A_consistency_guid_that_comes_later_changes_nobody()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("late.anchor");
        var before = await person.SignsInAsync();

        await stack.Domain.Directory.SetAttributeAsync(person.Who, "mS-DS-ConsistencyGuid", Guid.NewGuid().ToByteArray(), Token);
        await stack.Agent.SyncAsync(Token);
        var fresh = await person.ResetAsync();

        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(await person.SignsInAsync(fresh)));
    }

    [Theory]
    [InlineData("cloud.only", false)]
    [InlineData("cloud.admin", true)]
    public async Task Somebody_of_the_cloud_is_never_taken_over(string user, bool administrator)
    {
        var stack = await lab.ProductAsync();
        var upn = $"{user}@north.example";
        var cloudPassword = ProductLab.NewPassword();
        await stack.Cloud.AddUserAsync(upn, cloudPassword, administrator, Token);
        var before = await stack.SignsInAsync(upn, cloudPassword);

        var person = await stack.AddAsync(user);
        await stack.Agent.SyncAsync(Token);
        var asked = await person.SyncAsync();

        Assert.Equal(("TargetNotExportedToDirectory", "name-taken-by-cloud-user"), (asked.Status, asked.Reason));
        Assert.False(await person.IsLetInAsync());
        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(await stack.SignsInAsync(upn, cloudPassword)));
        Assert.Equal("cloud", (await stack.Cloud.FindAsync(upn, Token))!.Source);
    }

    [Fact]
    public async Task Two_people_whom_the_tenants_own_domain_would_give_the_same_name_are_told_apart()
    {
        var stack = await lab.ProductAsync();

        var one = await stack.AddSignedInAsync("same.one", like => like.Named("same@one.test"));
        var two = await stack.AddSignedInAsync("same.two", like => like.Named("same@two.test"));
        var names = new[] { ProductPerson.Claim(await one.SignsInAsync(), "preferred_username"), ProductPerson.Claim(await two.SignsInAsync(), "preferred_username") };

        Assert.Equal("same@skybridge.internal", names[0]);
        Assert.NotEqual(names[0], names[1]);
        Assert.True(await stack.IsLetInAsync(names[1]!, two.Password));
        Assert.False(await stack.IsLetInAsync(names[0]!, two.Password));
    }

    [Theory]
    [InlineData("computer", "KIND-PC$", AccountControl.WorkstationAccount)]
    [InlineData("inetOrgPerson", "kind.inetorg", AccountControl.None)]
    public async Task Other_kinds_are_never_in_the_cloud(string objectClass, string user, AccountControl flags)
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync(user, like => like.Of(objectClass).Named(null).Flagged(flags));

        await stack.Agent.SyncAsync(Token);
        var asked = await person.SyncAsync();

        Assert.Equal(("NoTargetConnection", "not-a-user"), (asked.Status, asked.Reason));
        Assert.Contains(objectClass, asked.Detail, StringComparison.Ordinal);
        Assert.Null(await person.InCloudAsync());
    }

    [Fact]
    public async Task Nobody_is_in_the_cloud_who_is_no_person()
    {
        var stack = await lab.ProductAsync();
        await stack.Agent.SyncAsync(Token);

        var there = (await stack.SynchronizedAsync()).Select(person => person.UserName.Split('@')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.All(
            ["administrator", "guest", "krbtgt", "ws42$", "gmsa-web$", "contact", "inetorg", "dc7$", "domain admins"],
            name => Assert.DoesNotContain(name, there));
        Assert.Contains("domain.admin", there);
    }

    [Theory]
    [InlineData("Administrator", "not-a-user")]
    [InlineData("krbtgt", "not-a-user")]
    [InlineData("Guest", "not-a-user")]
    [InlineData("gmsa-web$", "not-a-user")]
    [InlineData("inetorg", "not-a-user")]
    [InlineData("never.set", "no-password")]
    [InlineData("temporary", "temporary-password")]
    [InlineData("disabled", "account-disabled")]
    public async Task Whoever_is_not_synchronized_has_a_named_reason(string user, string reason)
    {
        var stack = await lab.ProductAsync();

        var asked = await stack.Agent.SyncPersonAsync(user, Token);

        Assert.NotEqual("Success", asked.Status);
        Assert.Equal(reason, asked.Reason);
    }

    [Fact]
    public async Task The_status_counts_everybody()
    {
        var stack = await lab.ProductAsync();
        await stack.Agent.SyncAsync(Token);

        var status = await stack.Agent.StatusAsync(Token);

        Assert.Equal(status.People, status.Synchronized + status.NotSynchronized.Values.Sum());
        Assert.InRange(status.NotSynchronized["not-a-user"], 6, int.MaxValue);
        Assert.InRange(status.NotSynchronized["account-disabled"], 1, int.MaxValue);
        Assert.InRange(status.NotSynchronized["account-expired"], 1, int.MaxValue);
        Assert.InRange(status.NotSynchronized["temporary-password"], 1, int.MaxValue);
        Assert.InRange(status.NotSynchronized["no-password"], 1, int.MaxValue);
        Assert.Null(status.Problem);
    }
}
