using Skybridge.Lab.ActiveDirectory;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R1 to R8 of docs/rules.md: which objects are people to synchronization.</summary>
public class ObjectRuleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R1_an_ordinary_person_is_synchronized()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r1.ordinary");

        Assert.Equal("Success", (await person.SyncAsync()).Status);
        Assert.False(await person.IsLetInAsync("another password"));
    }

    [Fact]
    public Task R2_an_inetOrgPerson_is_not() => IsNoPersonAsync("r2.inetorg", "inetOrgPerson", AccountControl.None, "inetOrgPerson");

    [Fact]
    public Task R3_a_computer_is_not() => IsNoPersonAsync("R3-PC$", "computer", AccountControl.WorkstationAccount, "computer");

    [Fact]
    public async Task R3_a_contact_a_group_and_a_foreign_principal_are_not()
    {
        var stack = await lab.ProductAsync();
        var contact = await stack.Domain.Directory.AddAsync(new() { Class = "contact", Name = "r3 contact" }, Token);
        var group = await stack.Domain.Directory.AddAsync(new() { Class = "group", Name = "r3 group", User = "r3 group" }, Token);
        var foreign = await stack.Domain.Directory.ReadAsync("CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=north,DC=example", cancellationToken: Token);

        foreach (var guid in (Guid[])[contact.ObjectGuid, group.ObjectGuid, foreign!.ObjectGuid])
        {
            Assert.NotEqual("Success", (await stack.Agent.SyncPersonAsync(guid.ToString(), Token)).Status);
            Assert.Null(await stack.Cloud.FindAsync(Convert.ToBase64String(guid.ToByteArray()), Token));
        }
    }

    [Fact]
    public async Task R4_somebody_disabled_is_known_to_the_cloud_and_has_no_password_there()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync("r4.disabled", like => like.Flagged(AccountControl.Disabled));

        var asked = await person.SyncAsync();
        var there = (await person.InCloudAsync())!;

        Assert.Equal(("FilteredByTarget", "account-disabled"), (asked.Status, asked.Reason));
        Assert.False(there.IsEnabled);
        Assert.False(there.HasPassword);
        Assert.False(await person.IsLetInAsync());
    }

    [Theory]
    [InlineData("AAD_r7", "AAD_")]
    [InlineData("MSOL_r7", "MSOL_")]
    [InlineData("SUPPORT_388945a0", "SUPPORT_388945a0")]
    [InlineData("CAS_{r7}", "Exchange")]
    public async Task R7_reserved_names_are_left_out(string user, string rule)
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync(user);

        var asked = await person.SyncAsync();

        Assert.Equal("out-of-scope", asked.Reason);
        Assert.Contains(rule, asked.Detail, StringComparison.Ordinal);
        Assert.Null(await person.InCloudAsync());
    }

    [Fact]
    public async Task R7_critical_system_objects_are_left_out()
    {
        var stack = await lab.ProductAsync();

        var asked = await stack.Agent.SyncPersonAsync("krbtgt", Token);

        Assert.Equal("not-a-user", asked.Reason);
        Assert.Contains("isCriticalSystemObject", asked.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R8_the_built_in_administrator_is_left_out_and_an_ordinary_person_in_domain_admins_is_not()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r8.admin");
        await stack.Domain.Directory.AddToGroupAsync("Domain Admins", person.User, Token);
        await stack.Agent.SyncAsync(Token);
        var fresh = await person.ResetAsync();

        await person.SignsInAsync(fresh);
        Assert.Equal("not-a-user", (await stack.Agent.SyncPersonAsync("Administrator", Token)).Reason);
    }

    async Task IsNoPersonAsync(string user, string objectClass, AccountControl flags, string rule)
    {
        var stack = await lab.ProductAsync();
        var added = await stack.AddAsync(user, like => like.Of(objectClass).Named(null).Flagged(flags));

        var asked = await added.SyncAsync();

        Assert.Equal(("NoTargetConnection", "not-a-user"), (asked.Status, asked.Reason));
        Assert.Contains(rule, asked.Detail, StringComparison.Ordinal);
        Assert.Null(await added.InCloudAsync());
        Assert.False(await added.IsLetInAsync());
    }
}
