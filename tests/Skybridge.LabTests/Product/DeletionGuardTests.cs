using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Product;

/// <summary>One more than five hundred people leave the scope at once.</summary>
public class DeletionGuardTests(LabRun lab)
{
    const int Leaving = 501;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task None_is_removed_until_an_operator_says_so_and_back_in_scope_each_is_who_they_were()
    {
        await using var stack = await ProductLab.StartAsync(lab, "guard", new() { Population = new(PeopleFile: null, new BulkPeople(Leaving)) }, Token);
        var stays = await stack.AddSignedInAsync("stays.here");
        var (first, last) = (stack.Domain.BulkPeople.First(), stack.Domain.BulkPeople.Last());
        var before = ProductPerson.SubjectOf(await stack.SignsInAsync(first.Upn, first.Password));
        await stack.SignsInAsync(last.Upn, last.Password);

        await stack.Agent.CommandAsync(["scope", "set", "--exclude", $"OU=Bulk,{stack.Domain.Options.BaseDn}"], Token);

        await Wait.UntilAsync(async token => (await HeldEventsAsync(stack, token)).Count > 0, ProductLab.Limit, "event 116", Token);
        var fresh = await stays.ResetAsync();
        await stays.SignsInAsync(fresh);
        Assert.True(await stack.IsLetInAsync(first.Upn, first.Password));
        Assert.True(await stack.IsLetInAsync(last.Upn, last.Password));
        var pending = await PendingAsync(stack);
        Assert.Equal((Leaving, true), (pending.GetProperty("removed").GetInt32(), pending.GetProperty("deletionsHeld").GetBoolean()));
        Assert.Contains($"{Leaving} people", Assert.Single(await HeldEventsAsync(stack, Token)), StringComparison.Ordinal);

        Assert.Contains($"{Leaving} removed", await stack.Agent.CommandAsync(["sync", "--allow-deletions"], Token), StringComparison.Ordinal);
        await stack.IsRefusedAsync(first.Upn, first.Password);
        await stack.IsRefusedAsync(last.Upn, last.Password);
        Assert.Equal(0, (await PendingAsync(stack)).GetProperty("removed").GetInt32());
        Assert.True(await stays.IsLetInAsync(fresh));

        await stack.Agent.CommandAsync(["scope", "set"], Token);
        Assert.Equal(before, ProductPerson.SubjectOf(await stack.SignsInAsync(first.Upn, first.Password)));
        await stack.SignsInAsync(last.Upn, last.Password);
    }

    static async Task<JsonElement> PendingAsync(ProductLab stack)
    {
        using var json = JsonDocument.Parse((await stack.Agent.TryCommandAsync(["pending", "--json"], Token)).Output);
        return json.RootElement.GetProperty("domains")[0].Clone();
    }

    static async Task<List<string>> HeldEventsAsync(ProductLab stack, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await stack.Agent.CommandAsync(["events", "--number", "116", "--json"], cancellationToken));
        return [.. json.RootElement.EnumerateArray().Select(happened => happened.GetProperty("text").GetString()!)];
    }
}
