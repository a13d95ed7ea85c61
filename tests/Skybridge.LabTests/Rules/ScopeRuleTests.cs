using System.Text.Json;
using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R5, R6 and R27 to R29 of docs/rules.md: who is meant, and whose password.</summary>
[Collection(nameof(FaultTests))]
public class ScopeRuleTests(LabRun lab) : BreakingTests(lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R5_an_attribute_that_is_not_as_the_filter_wants_leaves_a_person_out()
    {
        var stack = await FaultsAsync();
        var staff = await stack.AddAsync("r5.staff", like => like.With("employeeType", "Staff"));
        var guest = await stack.AddSignedInAsync("r5.guest", like => like.With("employeeType", "guest"));
        var before = ProductPerson.SubjectOf(await guest.SignsInAsync());

        await WithScopeAsync(stack, ["--filter", "employeeType=staff"], async () =>
        {
            await guest.IsRefusedAsync();
            await staff.SignsInAsync();
            var asked = await guest.SyncAsync();
            Assert.Equal(("out-of-scope", "employeeType is 'guest', and the filter wants employeeType=staff"), (asked.Reason, asked.Detail));
            Assert.Equal("filter", await ObjectingRuleAsync(stack, guest));

            await stack.Domain.Directory.SetAttributeAsync(guest.Who, "employeeType", "STAFF", Token);
            Assert.Equal(before, ProductPerson.SubjectOf(await guest.SignsInAsync()));
            await stack.Domain.Directory.SetAttributeAsync(guest.Who, "employeeType", "guest", Token);
            await guest.IsRefusedAsync();
        });

        Assert.Equal(before, ProductPerson.SubjectOf(await guest.SignsInAsync()));
    }

    [Fact]
    public async Task R6_a_container_leaves_a_person_out_and_is_meant_whatever_it_is_called()
    {
        var stack = await FaultsAsync();
        await stack.Domain.Directory.EnsureOuAsync(["R6 before", "Deep"], Token);
        var inside = await stack.AddSignedInAsync("r6.inside", like => like.In("R6 before", "Deep"));
        var outside = await stack.AddSignedInAsync("r6.outside");
        var before = ProductPerson.SubjectOf(await outside.SignsInAsync());

        await WithScopeAsync(stack, ["--include", "OU=R6 before,DC=north,DC=example"], async () =>
        {
            await outside.IsRefusedAsync();
            Assert.Equal("include", await ObjectingRuleAsync(stack, outside));
            await stack.Domain.Directory.RenameAsync("OU=R6 before,DC=north,DC=example", "R6 after", Token);
            var fresh = await inside.ResetAsync();
            await inside.SignsInAsync(fresh);
            Assert.Null(await ObjectingRuleAsync(stack, inside));
            Assert.Contains("now OU=R6 after,DC=north,DC=example", await stack.Agent.CommandAsync(["scope", "show"], Token), StringComparison.Ordinal);

            await stack.Domain.Directory.MoveAsync(outside.Who, ["R6 after"], Token);
            Assert.Equal(before, ProductPerson.SubjectOf(await outside.SignsInAsync()));
            await stack.Domain.Directory.MoveAsync(inside.Who, [], Token);
            await inside.IsRefusedAsync(fresh);
        });
    }

    [Fact]
    public async Task R6_a_group_leaves_out_whoever_is_not_in_it_or_in_a_group_within_it()
    {
        var stack = await FaultsAsync();
        var (member, nested, stranger) = (await stack.AddSignedInAsync("r6.member"), await stack.AddSignedInAsync("r6.nested"), await stack.AddSignedInAsync("r6.stranger"));
        var outer = await stack.Domain.Directory.AddAsync(new() { Class = "group", Name = "R6 outer", User = "R6 outer" }, Token);
        var inner = await stack.Domain.Directory.AddAsync(new() { Class = "group", Name = "R6 inner", User = "R6 inner" }, Token);
        await stack.Domain.Directory.AddToGroupAsync(outer.ObjectGuid.ToString(), [member.Who, inner.ObjectGuid.ToString()], Token);
        await stack.Domain.Directory.AddToGroupAsync(inner.ObjectGuid.ToString(), nested.Who, Token);
        var before = ProductPerson.SubjectOf(await nested.SignsInAsync());

        await WithScopeAsync(stack, ["--include-group", outer.Dn], async () =>
        {
            await stranger.IsRefusedAsync();
            Assert.True(await member.IsLetInAsync());
            Assert.True(await nested.IsLetInAsync());
            Assert.Equal("include-group", await ObjectingRuleAsync(stack, stranger));

            await stack.Domain.Directory.RemoveFromGroupAsync(inner.ObjectGuid.ToString(), nested.Who, Token);
            await nested.IsRefusedAsync();
            await stack.Domain.Directory.AddToGroupAsync(outer.ObjectGuid.ToString(), nested.Who, Token);
            Assert.Equal(before, ProductPerson.SubjectOf(await nested.SignsInAsync()));
        });
    }

    [Fact]
    public async Task R27_marked_passwords_are_left_out_and_their_people_are_not()
    {
        var stack = await FaultsAsync();
        var marked = await stack.AddAsync("r27.marked", like => like.With("adminDescription", "PHSFiltered"));
        var plain = await stack.AddSignedInAsync("r27.plain");
        await marked.SignsInAsync();

        await WithScopeAsync(stack, ["--exclude-password-filter", "adminDescription=PHSFiltered"], async () =>
        {
            var fresh = await marked.ResetAsync();
            await plain.SignsInAsync(await plain.ResetAsync());
            var asked = await marked.SyncAsync();
            Assert.Equal(("FilteredByTarget", "password-sync-excluded"), (asked.Status, asked.Reason));
            Assert.Equal("exclude-password", await ObjectingRuleAsync(stack, marked));
            Assert.False(await marked.IsLetInAsync(fresh));
        });

        await marked.SignsInAsync(marked.Current);
    }

    [Fact]
    public async Task R28_only_marked_passwords_and_those_of_a_group_are_synchronized()
    {
        var stack = await FaultsAsync();
        var marked = await stack.AddSignedInAsync("r28.marked", like => like.With("adminDescription", "PHSIncluded"));
        var (member, plain) = (await stack.AddSignedInAsync("r28.member"), await stack.AddSignedInAsync("r28.plain"));
        var group = await stack.Domain.Directory.AddAsync(new() { Class = "group", Name = "R28 pilots", User = "R28 pilots" }, Token);
        await stack.Domain.Directory.AddToGroupAsync(group.ObjectGuid.ToString(), member.Who, Token);

        await WithScopeAsync(stack, ["--include-password-filter", "adminDescription=PHSIncluded", "--include-password-group", group.Dn], async () =>
        {
            await plain.ResetAsync();
            await marked.SignsInAsync(await marked.ResetAsync());
            await member.SignsInAsync(await member.ResetAsync());
            Assert.Equal("password-sync-excluded", (await plain.SyncAsync()).Reason);
            Assert.Equal("include-password", await ObjectingRuleAsync(stack, plain));
            Assert.False(await plain.IsLetInAsync(plain.Current));
        });

        await plain.SignsInAsync(plain.Current);
    }

    [Fact]
    public async Task R29_including_and_excluding_passwords_at_once_is_refused()
    {
        var stack = await FaultsAsync();
        var before = await stack.Agent.CommandAsync(["scope", "show", "--json"], Token);

        var refused = await stack.Agent.TryCommandAsync(["scope", "set", "--include-password", "anna", "--exclude-password-filter", "adminDescription=PHSFiltered"], Token);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("either included or excluded", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await stack.Agent.CommandAsync(["scope", "show", "--json"], Token));
    }

    static async Task WithScopeAsync(ProductLab stack, string[] rules, Func<Task> examine)
    {
        await stack.Agent.SyncAsync(Token);
        await stack.Agent.CommandAsync(["scope", "set", .. rules], Token);
        try
        {
            await stack.Agent.SyncAsync(Token);
            await examine();
        }
        finally
        {
            await stack.Agent.CommandAsync(["scope", "set"], CancellationToken.None);
            await stack.Agent.SyncAsync(CancellationToken.None);
        }
    }

    // The first rule that has something against the person or the password; null when none has.
    static async Task<string?> ObjectingRuleAsync(ProductLab stack, ProductPerson person)
    {
        using var json = JsonDocument.Parse((await stack.Agent.TryCommandAsync(["scope", "show", "--user", person.User, "--json"], Token)).Output);
        return json.RootElement.GetProperty("rules").EnumerateArray().FirstOrDefault(rule => !rule.GetProperty("passes").GetBoolean()) is { ValueKind: JsonValueKind.Object } objecting
            ? objecting.GetProperty("rule").GetString()
            : null;
    }
}
