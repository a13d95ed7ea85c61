using Skybridge.Lab;

namespace Skybridge.LabTests.Product;

/// <summary>People and containers that get another name or place stay the same people.</summary>
public class RenameTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_user_principal_name_is_the_name_to_sign_in_with()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("upn.before");
        var before = await person.SignsInAsync();

        await stack.Domain.Directory.SetAttributeAsync(person.Who, "userPrincipalName", "upn.after@north.example", Token);
        var after = await stack.SignsInAsync("upn.after@north.example", person.Password);

        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(after));
        Assert.Equal("upn.after@north.example", ProductPerson.Claim(after, "preferred_username"));
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Two_people_exchange_their_user_principal_names()
    {
        var stack = await lab.ProductAsync();
        var one = await stack.AddSignedInAsync("swap.one", like => like.Named("swap.left@north.example"));
        var two = await stack.AddSignedInAsync("swap.two", like => like.Named("swap.right@north.example"));

        await stack.Domain.Directory.SetAttributeAsync(one.Who, "userPrincipalName", "swap.between@north.example", Token);
        await stack.Domain.Directory.SetAttributeAsync(two.Who, "userPrincipalName", one.Upn, Token);
        await stack.Domain.Directory.SetAttributeAsync(one.Who, "userPrincipalName", two.Upn, Token);

        await stack.SignsInAsync(two.Upn, one.Password);
        await stack.SignsInAsync(one.Upn, two.Password);
        Assert.False(await one.IsLetInAsync());
        Assert.False(await two.IsLetInAsync());
    }

    [Fact]
    public async Task Another_account_name_reaches_the_tokens()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("sam.before");

        await stack.Domain.Directory.SetAttributeAsync(person.Who, "sAMAccountName", "sam.after", Token);
        await stack.Agent.SyncAsync(Token);

        Assert.Equal("sam.after", ProductPerson.Claim(await person.SignsInAsync(), "onprem_sam_account_name"));
    }

    [Fact]
    public async Task Without_a_user_principal_name_the_account_name_is_the_name()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("no.upn.before", like => like.Named(null));

        await stack.Domain.Directory.SetAttributeAsync(person.Who, "sAMAccountName", "no.upn.after", Token);
        await stack.SignsInAsync("no.upn.after@north.example", person.Password);

        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task A_person_keeps_the_password_under_another_common_name_and_in_another_place()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Moved, here"], Token);
        var person = await stack.AddSignedInAsync("moving");
        var before = await person.SignsInAsync();

        await stack.Domain.Directory.RenameAsync(person.Who, "Moving, now \"renamed\"", Token);
        await stack.Domain.Directory.MoveAsync(person.Who, ["Moved, here"], Token);
        await stack.Agent.SyncAsync(Token);

        var there = await stack.Domain.Directory.ReadAsync(person.Who, cancellationToken: Token);
        Assert.Equal(there!.Dn, (await person.InCloudAsync())!.DistinguishedName);
        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(await person.SignsInAsync()));
    }

    [Fact]
    public async Task The_names_of_everybody_below_a_renamed_container_follow()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Above, before", "Between"], Token);
        var below = await stack.AddAsync("below.one", like => like.In("Above, before"));
        var deeper = await stack.AddSignedInAsync("below.two", like => like.In("Above, before", "Between"));

        await stack.Domain.Directory.RenameAsync(@"OU=Above\, before,DC=north,DC=example", "Above + after", Token);
        await stack.Agent.SyncAsync(Token);

        await FollowsAsync(stack, below);
        await FollowsAsync(stack, deeper);
        Assert.True(await deeper.IsLetInAsync());
    }

    [Fact]
    public async Task The_names_of_everybody_below_a_moved_container_follow()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Harbour"], Token);
        await stack.Domain.Directory.EnsureOuAsync(["Ship", "Cabin"], Token);
        var person = await stack.AddSignedInAsync("passenger", like => like.In("Ship", "Cabin"));

        await stack.Domain.Directory.MoveAsync("OU=Ship,DC=north,DC=example", ["Harbour"], Token);
        await stack.Agent.SyncAsync(Token);

        await FollowsAsync(stack, person);
    }

    [Fact]
    public async Task A_container_renamed_twice_before_anybody_looked_is_followed()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["First name"], Token);
        var person = await stack.AddSignedInAsync("twice.renamed", like => like.In("First name"));

        stack.Agent.Suspend();
        await stack.Domain.Directory.RenameAsync("OU=First name,DC=north,DC=example", "Second name", Token);
        await stack.Domain.Directory.RenameAsync("OU=Second name,DC=north,DC=example", "Third name", Token);
        stack.Agent.Resume();

        await Wait.UntilAsync(
            async _ => (await person.InCloudAsync())!.DistinguishedName == "CN=twice.renamed,OU=Third name,DC=north,DC=example",
            ProductLab.Limit,
            "the second new name of the container",
            Token);
    }

    static async Task FollowsAsync(ProductLab stack, ProductPerson person)
    {
        var there = await stack.Domain.Directory.ReadAsync(person.Who, cancellationToken: Token);
        Assert.NotEqual(person.Dn, there!.Dn);
        Assert.Equal(there.Dn, (await person.InCloudAsync())!.DistinguishedName);
    }
}
