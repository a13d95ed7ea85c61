using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>People who leave, and come back.</summary>
public class DeletionTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_deleted_is_refused()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("leaves");

        await stack.Domain.Directory.DeleteAsync(person.Who, Token);

        await person.IsRefusedAsync();
        Assert.True((await person.InCloudAsync())!.IsDeleted);
    }

    [Fact]
    public async Task Somebody_deleted_leaves_the_name_to_a_successor()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("desk.one");
        var first = await person.SignsInAsync();

        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        var successor = await stack.AddSignedInAsync("desk.one");

        Assert.NotEqual(ProductPerson.SubjectOf(first), ProductPerson.SubjectOf(await successor.SignsInAsync()));
        Assert.False(await stack.IsLetInAsync(person.Upn, person.Password));
    }

    [Fact]
    public async Task With_the_recycle_bin_the_same_person_comes_back_with_the_password()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("comes.back");
        var before = await person.SignsInAsync();
        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        await person.IsRefusedAsync();

        await stack.Domain.Directory.RestoreAsync(person.ObjectGuid, Token);

        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(await person.SignsInAsync()));
    }

    [Fact]
    public async Task Deleted_and_restored_between_two_looks_is_as_before()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("never.away");

        stack.Agent.Suspend();
        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        await stack.Domain.Directory.RestoreAsync(person.ObjectGuid, Token);
        stack.Agent.Resume();
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
        await person.SignsInAsync(await person.ResetAsync());
    }

    [Fact]
    public async Task Without_the_recycle_bin_there_is_no_password_until_one_is_set()
    {
        await using var stack = await ProductLab.StartAsync(lab, "no-recycle-bin", new() { Population = Population.Nobody }, Token);
        var person = await stack.AddSignedInAsync("tombstone");
        var before = await person.SignsInAsync();
        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        await person.IsRefusedAsync();

        await stack.Domain.Directory.RestoreAsync(person.ObjectGuid, Token);
        await stack.Agent.SyncAsync(Token);
        var asked = await person.SyncAsync();
        Assert.False(await person.IsLetInAsync());
        await stack.Domain.Directory.SetAttributeAsync(person.Who, "userPrincipalName", person.Upn, Token);
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync());
        var fresh = await person.ResetAsync();
        await stack.Domain.Directory.EnableAsync(person.Who, Token);

        Assert.Equal(ProductPerson.SubjectOf(before), ProductPerson.SubjectOf(await person.SignsInAsync(fresh)));
        Assert.False(await person.IsLetInAsync());
        Assert.Equal(("FilteredByTarget", "no-password"), (asked.Status, asked.Reason));
    }

    [Fact]
    public async Task A_container_deleted_with_everybody_in_it()
    {
        var stack = await lab.ProductAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Closing", "Down"], Token);
        var one = await stack.AddAsync("closing.one", like => like.In("Closing"));
        var two = await stack.AddSignedInAsync("closing.two", like => like.In("Closing", "Down"));
        await one.SignsInAsync();

        await stack.Domain.Directory.DeleteAsync("OU=Closing,DC=north,DC=example", Token);

        await one.IsRefusedAsync();
        await two.IsRefusedAsync();
    }
}
