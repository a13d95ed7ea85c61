using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Product;

/// <summary>Groups of a real directory, and what tokens say of them.</summary>
public class GroupTests(LabRun lab)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nested_groups_and_groups_in_a_circle_are_in_the_tokens()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("group.member");
        var (inner, middle, outer) = (await AddAsync(stack, "Nest inner"), await AddAsync(stack, "Nest middle"), await AddAsync(stack, "Nest outer"));
        await stack.Domain.Directory.AddToGroupAsync(Who(outer), Who(middle), Token);
        await stack.Domain.Directory.AddToGroupAsync(Who(middle), Who(inner), Token);
        await stack.Domain.Directory.AddToGroupAsync(Who(inner), Who(outer), Token);
        await stack.Domain.Directory.AddToGroupAsync(Who(inner), person.Who, Token);

        await HasGroupsAsync(stack, person, inner, middle, outer);

        await stack.Domain.Directory.RemoveFromGroupAsync(Who(middle), Who(inner), Token);
        await HasGroupsAsync(stack, person, inner);
        await stack.Domain.Directory.RemoveFromGroupAsync(Who(inner), person.Who, Token);
        await HasGroupsAsync(stack, person);
    }

    [Fact]
    public async Task Awkward_names_arrive_as_they_are()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("group.awkward");
        string[] names = ["Ομάδα 🌍", "Sales, \"North\" + <b>\\ & more; = '", "#group first", "Ünïcode عربى"];
        var groups = new List<DirectoryIdentity>();
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            groups.Add(await stack.Domain.Directory.AddAsync(
                new NewObject { Class = "group", Name = name, User = $"awkward{i}", Attributes = new Dictionary<string, AttributeValue> { ["description"] = name, ["mail"] = $"g{i}@north.example" } },
                Token));
            await stack.Domain.Directory.AddToGroupAsync(Who(groups[i]), person.Who, Token);
        }

        await HasGroupsAsync(stack, person, [.. groups]);

        foreach (var (group, name) in groups.Zip(names))
        {
            var shown = await ShowAsync(stack, group);
            Assert.Equal(
                (name, name, group.Dn),
                (shown!.Value.GetProperty("group").GetProperty("name").GetString(), shown.Value.GetProperty("description").GetString(), shown.Value.GetProperty("distinguishedName").GetString()));
        }
    }

    [Fact]
    public async Task A_group_keeps_its_identity_under_another_name_and_after_a_deletion()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("group.restored");
        var group = await AddAsync(stack, "Group that moves");
        await stack.Domain.Directory.AddToGroupAsync(Who(group), person.Who, Token);
        var before = Assert.Single(await HasGroupsAsync(stack, person, group));

        await stack.Domain.Directory.EnsureOuAsync(["Group house"], Token);
        await stack.Domain.Directory.RenameAsync(Who(group), "Group that moved", Token);
        await stack.Domain.Directory.MoveAsync(Who(group), ["Group house"], Token);
        await stack.Domain.Directory.RenameAsync("OU=Group house,DC=north,DC=example", "Group castle", Token);
        await Wait.UntilAsync(
            async _ => (await ShowAsync(stack, group))?.GetProperty("distinguishedName").GetString() == "CN=Group that moved,OU=Group castle,DC=north,DC=example",
            Limit,
            "the group's new name in the cloud",
            Token);

        await stack.Domain.Directory.DeleteAsync(Who(group), Token);
        await HasGroupsAsync(stack, person);
        await stack.Domain.Directory.RestoreAsync(group.ObjectGuid, Token);
        await Wait.UntilAsync(
            async _ => (await ShowAsync(stack, group))?.GetProperty("group").GetProperty("deletedAt").ValueKind == JsonValueKind.Null, Limit, "the restored group", Token);
        if ((await stack.Domain.Directory.ReadAsync(Who(group), cancellationToken: Token))!.Attributes.ContainsKey("member") is false)
            await stack.Domain.Directory.AddToGroupAsync(Who(group), person.Who, Token);

        Assert.Equal(before, Assert.Single(await HasGroupsAsync(stack, person, group)));
    }

    [Fact]
    public async Task A_deleted_member_is_out_and_in_again_as_the_directory_says()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("group.leaver");
        var group = await AddAsync(stack, "Group of leavers");
        await stack.Domain.Directory.AddToGroupAsync(Who(group), person.Who, Token);
        await HasGroupsAsync(stack, person, group);

        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        await MembersAsync(stack, group, 0);
        await stack.Domain.Directory.RestoreAsync(person.ObjectGuid, Token);
        var there = (await stack.Domain.Directory.ReadAsync(Who(group), cancellationToken: Token))!.Attributes.ContainsKey("member");
        await person.SignsInAsync();

        await HasGroupsAsync(stack, person, there ? [group] : []);
    }

    [Fact]
    public async Task The_systems_own_groups_and_the_primary_group_are_no_claims()
    {
        var stack = await lab.ProductAsync();
        var person = await stack.AddSignedInAsync("group.admin");
        await stack.Domain.Directory.AddToGroupAsync("Domain Admins", person.Who, Token);
        var group = await AddAsync(stack, "Group beside the system's");
        await stack.Domain.Directory.AddToGroupAsync(Who(group), person.Who, Token);

        await HasGroupsAsync(stack, person, group);

        Assert.Null(await TryShowAsync(stack, "Domain Admins"));
        Assert.Null(await TryShowAsync(stack, "Domain Users"));
    }

    [Fact]
    public async Task A_group_of_several_thousand_is_read_whole_and_then_costs_what_changes()
    {
        const int many = 4000;
        await using var stack = await ProductLab.CreateAsync(lab, "crowd", new() { Population = new(PeopleFile: null, new BulkPeople(many)) }, Token);
        var domain = stack.Domain;
        var everybody = await AddAsync(stack, "Everybody here");
        var people = (await domain.Directory.ListUsersAsync(Token)).Where(user => user.User.StartsWith("bulk", StringComparison.Ordinal)).Select(user => user.Dn).ToList();
        Assert.Equal(many, people.Count);
        foreach (var part in people.Skip(1).Chunk(1000))
            await domain.Directory.AddToGroupAsync(Who(everybody), part, Token);
        await stack.Agent.SyncAsync(Token);
        await MembersAsync(stack, everybody, many - 1);

        await domain.Directory.AddToGroupAsync(Who(everybody), people[0], Token);
        var report = await SyncAsync(stack, "sync", "--json");
        Assert.Equal(1, report.GetProperty("membershipsDelivered").GetInt32());

        var full = await SyncAsync(stack, "sync", "--full", "--json");
        Assert.InRange(full.GetProperty("membershipsDelivered").GetInt32(), many, many + 10); // A group or two of the domain's own.
        await MembersAsync(stack, everybody, many);
    }

    static async Task<JsonElement> SyncAsync(ProductLab stack, params string[] arguments)
    {
        using var json = JsonDocument.Parse(await stack.Agent.CommandAsync(arguments, Token));
        return json.RootElement.Clone();
    }

    static async Task<DirectoryIdentity> AddAsync(ProductLab stack, string name) =>
        await stack.Domain.Directory.AddAsync(new NewObject { Class = "group", Name = name, User = name }, Token);

    static string Who(DirectoryIdentity group) => group.ObjectGuid.ToString();

    static string Anchor(DirectoryIdentity group) => Convert.ToBase64String(group.ObjectGuid.ToByteArray());

    static Task<JsonElement?> ShowAsync(ProductLab stack, DirectoryIdentity group) => TryShowAsync(stack, Anchor(group));

    static async Task<JsonElement?> TryShowAsync(ProductLab stack, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(await stack.Cloud.CommandAsync(["group", "show", name, "--json"], Token));
            return json.RootElement.Clone();
        }
        catch (LabException)
        {
            return null;
        }
    }

    static Task MembersAsync(ProductLab stack, DirectoryIdentity group, int count) => Wait.UntilAsync(
        async _ => (await ShowAsync(stack, group))?.GetProperty("group").GetProperty("members").GetInt32() == count, Limit, $"{count} members of {group.Dn}", Token);

    // Signs in again until the tokens say it, and gives what they say.
    static async Task<HashSet<string>> HasGroupsAsync(ProductLab stack, ProductPerson person, params IReadOnlyList<DirectoryIdentity> groups)
    {
        HashSet<string> said = [];
        HashSet<string> expected = [];
        await Wait.UntilAsync(
            async _ =>
            {
                expected = [];
                foreach (var group in groups)
                {
                    if ((await ShowAsync(stack, group))?.GetProperty("group").GetProperty("id").GetString() is { } id)
                        expected.Add(id);
                }

                var accepted = await person.SignsInAsync();
                said = accepted.Claims.TryGetValue("groups", out var claim) ? [.. claim.EnumerateArray().Select(id => id.GetString()!)] : [];
                return expected.Count == groups.Count && said.SetEquals(expected);
            },
            Limit,
            $"the groups {string.Join(", ", groups.Select(group => group.Dn))} in the tokens of {person}",
            Token);
        return said;
    }
}
