using Skybridge.Lab.ActiveDirectory;

namespace Skybridge.LabTests.Product;

/// <summary>An account that may not be used, and one that may be used again. Enabling one does not bring its password along: it must be fetched.</summary>
public class AccountStateTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_disabled_is_refused_and_enabled_again_has_the_password_as_before()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("off.and.on");

        await stack.Domain.Directory.DisableAsync(person.Who, Token);
        await person.IsRefusedAsync();
        var disabled = await person.SyncAsync();
        await stack.Domain.Directory.EnableAsync(person.Who, Token);

        await person.SignsInAsync();
        Assert.Equal(("FilteredByTarget", "account-disabled"), (disabled.Status, disabled.Reason));
    }

    [Fact]
    public async Task A_password_changed_while_disabled_is_the_one_afterwards()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("changed.while.off");

        await stack.Domain.Directory.DisableAsync(person.Who, Token);
        await person.IsRefusedAsync();
        var fresh = await person.ResetAsync();
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync(fresh));
        await stack.Domain.Directory.EnableAsync(person.Who, Token);

        await person.SignsInAsync(fresh);
        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task Somebody_added_disabled_signs_in_once_enabled()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddAsync("added.off", like => like.Flagged(AccountControl.Disabled));
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync());

        await stack.Domain.Directory.EnableAsync(person.Who, Token);

        await person.SignsInAsync();
    }

    [Fact]
    public async Task Disabled_and_enabled_between_two_looks_changes_nothing()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("blink");

        stack.Agent.Suspend();
        await stack.Domain.Directory.DisableAsync(person.Who, Token);
        await stack.Domain.Directory.EnableAsync(person.Who, Token);
        stack.Agent.Resume();
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task An_expired_account_is_refused_and_an_extended_one_is_not()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("runs.out");

        await stack.Domain.Directory.ExpireAsync(person.Who, Token);
        await person.IsRefusedAsync();
        await stack.Domain.Directory.SetAccountExpiryAsync(person.Who, TimeProvider.System.GetUtcNow().AddDays(7), Token);
        await person.SignsInAsync();
        await stack.Domain.Directory.SetAccountExpiryAsync(person.Who, null, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task A_password_changed_while_expired_is_the_one_afterwards()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("expired.changed");

        await stack.Domain.Directory.ExpireAsync(person.Who, Token);
        await person.IsRefusedAsync();
        var fresh = await person.ResetAsync();
        await stack.Agent.SyncAsync(Token);
        Assert.False(await person.IsLetInAsync(fresh));
        await stack.Domain.Directory.SetAccountExpiryAsync(person.Who, null, Token);

        await person.SignsInAsync(fresh);
    }

    [Fact]
    public async Task Locked_out_or_past_the_age_of_the_password_is_no_reason_to_refuse()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("locked.and.old");

        await stack.Domain.Directory.LockOutAsync(person.Who, Token);
        await stack.Domain.Directory.ExpirePasswordAsync(person.Who, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task The_password_ends_with_the_smart_card()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("gets.a.card");

        await stack.Domain.Directory.RequireSmartCardAsync(person.Who, Token);

        await person.IsRefusedAsync();
        Assert.Equal("Success", (await person.SyncAsync()).Status);
    }

    [Fact]
    public async Task The_smart_card_ends_with_a_password()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("loses.the.card");
        await stack.Domain.Directory.RequireSmartCardAsync(person.Who, Token);
        await person.IsRefusedAsync();

        await stack.Domain.Directory.ChangeFlagsAsync(person.Who, AccountControl.None, AccountControl.SmartCardRequired, Token);
        var fresh = await person.ResetAsync();

        await person.SignsInAsync(fresh);
        Assert.False(await person.IsLetInAsync());
    }
}
