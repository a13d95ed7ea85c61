using Skybridge.Lab.ActiveDirectory;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R11 and R15 to R21 of docs/rules.md: what the state of an account does to its password.</summary>
public class AccountRuleTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R11_a_temporary_password_is_not_synchronized_and_the_old_one_stays()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r11.temporary");
        var temporary = await ResetAsTemporaryAsync(stack, person);

        var asked = await person.SyncAsync();

        Assert.Equal(("FilteredByTarget", "temporary-password"), (asked.Status, asked.Reason));
        Assert.False(await person.IsLetInAsync(temporary));
        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task R15_the_mark_cleared_alone_synchronizes()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r15.cleared");
        var temporary = await ResetAsTemporaryAsync(stack, person);
        await stack.Agent.SyncAsync(Token);

        await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);

        await person.SignsInAsync(temporary);
    }

    [Fact]
    public async Task R16_password_and_mark_in_steps_of_their_own_for_many_people()
    {
        const int people = 12;
        var stack = await lab.ProductAsync();
        var crowd = new List<ProductPerson>();
        for (var i = 0; i < people; i++)
            crowd.Add(await stack.AddAsync($"r16.bulk{i}"));
        foreach (var person in crowd)
            await person.ResetAsync();
        foreach (var person in crowd)
            await stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token);
        foreach (var person in crowd)
            await stack.Domain.Directory.ClearPasswordChangeAsync(person.Who, Token);

        foreach (var person in crowd)
            await person.SignsInAsync(person.Current);
    }

    [Fact]
    public async Task R17_a_password_past_its_age_still_signs_in()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r17.aged");

        await stack.Domain.Directory.ExpirePasswordAsync(person.Who, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task R18_an_expired_account_is_refused_which_the_original_does_not_do()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r18.expired");

        await stack.Domain.Directory.ExpireAsync(person.Who, Token);

        await person.IsRefusedAsync();
    }

    [Fact]
    public async Task R19_lock_out_logon_hours_and_workstations_do_not_count()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r19.limited");

        await stack.Domain.Directory.LockOutAsync(person.Who, Token);
        await stack.Domain.Directory.SetAttributeAsync(person.Who, "logonHours", new byte[21], Token);
        await stack.Domain.Directory.SetAttributeAsync(person.Who, "userWorkstations", "NOWHERE", Token);
        await stack.Agent.SyncAsync(Token);

        Assert.True(await person.IsLetInAsync());
    }

    [Fact]
    public async Task R20_somebody_disabled_is_refused_from_the_next_cycle()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r20.disabled");

        await stack.Domain.Directory.DisableAsync(person.Who, Token);
        await stack.Agent.SyncAsync(Token);

        Assert.False(await person.IsLetInAsync());
    }

    [Fact]
    public async Task R21_a_smart_card_ends_the_password_also_the_second_time()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("r21.card");
        await stack.Domain.Directory.RequireSmartCardAsync(person.Who, Token);
        await person.IsRefusedAsync();
        await stack.Domain.Directory.ChangeFlagsAsync(person.Who, AccountControl.None, AccountControl.SmartCardRequired, Token);
        var between = await person.ResetAsync();
        await person.SignsInAsync(between);

        await stack.Domain.Directory.RequireSmartCardAsync(person.Who, Token);

        await person.IsRefusedAsync(between);
        Assert.False(await person.IsLetInAsync());
    }

    static async Task<string> ResetAsTemporaryAsync(ProductLab stack, ProductPerson person)
    {
        // Both come with one look: the reset alone would be synchronized in between.
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
