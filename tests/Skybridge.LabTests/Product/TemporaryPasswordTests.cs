namespace Skybridge.LabTests.Product;

/// <summary>
/// "Must change password at next logon" (R11): the temporary password is not synchronized, the cloud keeps what it had. Clearing the mark does not bring the password
/// along (R15): it must be fetched.
/// </summary>
public class TemporaryPasswordTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reset_with_the_mark_leaves_the_old_password_working_and_refuses_the_new_one()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("temporary.reset");

        var temporary = await ResetWithMarkAsync(stack, person);
        await stack.Agent.SyncAsync(Token);
        var asked = await person.SyncAsync();

        Assert.False(await person.IsLetInAsync(temporary));
        Assert.True(await person.IsLetInAsync());
        Assert.Equal(("FilteredByTarget", "temporary-password"), (asked.Status, asked.Reason));
    }

    [Fact]
    public async Task The_mark_alone_changes_nothing()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("marked.only");

        await stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
        Assert.Equal("temporary-password", (await person.SyncAsync()).Reason);
        await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);
        await stack.Agent.SyncAsync(Token);
        Assert.True(await person.IsLetInAsync());
        Assert.Equal("Success", (await person.SyncAsync()).Status);
    }

    [Fact]
    public async Task Cleared_by_an_administrator_the_password_is_fetched()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("temporary.cleared");
        var temporary = await ResetWithMarkAsync(stack, person);
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync(temporary));

        await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);

        await person.SignsInAsync(temporary);
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Cleared_for_somebody_new_the_password_is_fetched()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync("temporary.new", like => like.With("pwdLastSet", "0"));
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync());

        await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);

        await person.SignsInAsync();
    }

    [Fact]
    public async Task Changed_by_the_person_the_new_one_counts()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("temporary.changed");
        var temporary = await ResetWithMarkAsync(stack, person);
        await stack.Agent.SyncAsync(Token);
        var own = ProductLab.NewPassword();

        var changed = await stack.Domain.Kerberos.ChangePasswordAsync(person.User, temporary, own, Token);

        Assert.True(changed.Accepted, changed.ToString());
        await person.SignsInAsync(own);
        Assert.False(await person.IsLetInAsync(temporary));
        Assert.False(await person.IsLetInAsync());
    }

    static async Task<string> ResetWithMarkAsync(ProductLab stack, ProductPerson person)
    {
        // In this order both come with one look or two: the reset alone would be synchronized in between.
        stack.Agent.Suspend();
        try
        {
            var temporary = await person.ResetAsync();
            await stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token);
            return temporary;
        }
        finally
        {
            stack.Agent.Resume();
        }
    }
}
