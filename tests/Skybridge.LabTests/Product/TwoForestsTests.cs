using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Product;

/// <summary>Two forests in one agent, each with its own account, state and faults: what is wrong with one touches nobody of the other.</summary>
public class TwoForestsTests(LabRun lab)
{
    const string North = "north.example";
    const string West = "west.example";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wrong_with_one_is_found_there_and_the_other_goes_on()
    {
        await using var stack = await ProductLab.StartAsync(lab, "two-forests", new() { Population = Population.Nobody }, Token);
        await using var west = await lab.OwnAsync("two-forests-west", LabRun.West with { Population = Population.Nobody });
        await AddAsync(stack, west);
        var (here, there) = (await stack.AddSignedInAsync("is.here"), await AddSignedInAsync(stack, west, "is.there"));

        // Its account's rights.
        await west.Directory.RevokeReplicationAsync(ServiceAccounts.Connector, ReplicationRights.ChangesAll, cancellationToken: Token);
        var waits = await ResetAsync(west, there);
        var found = await Examination.UntilAsync(stack, person: null, "replication-rights-missing");
        Assert.All(found.FoundOf("replication-rights-missing"), seen => Assert.Contains(West, seen, StringComparison.Ordinal));
        Assert.Contains(found.ClearedOf("replication-rights-missing"), seen => seen.Contains(North, StringComparison.Ordinal));
        await here.SignsInAsync(await here.ResetAsync());
        Assert.False(await stack.IsLetInAsync(there.Upn, waits));
        Assert.Contains(West, await EventAsync(stack, "621", () => stack.Agent.TryCommandAsync(["sync", "--full", "--connector", West], Token)), StringComparison.Ordinal);
        await west.Directory.GrantReplicationAsync(ServiceAccounts.Connector, ReplicationRights.ChangesAll, cancellationToken: Token);
        await stack.SignsInAsync(there.Upn, waits);

        // Its switch.
        await stack.Agent.CommandAsync(["password-sync", "off", "--connector", West], Token);
        waits = await ResetAsync(west, there);
        await here.SignsInAsync(await here.ResetAsync());
        found = await Examination.UntilAsync(stack, person: null, "connector-disabled");
        Assert.All(found.FoundOf("connector-disabled"), seen => Assert.Contains(West, seen, StringComparison.Ordinal));
        await stack.Agent.CommandAsync(["password-sync", "on", "--connector", West], Token);
        await stack.SignsInAsync(there.Upn, waits);

        // Its domain controller.
        await west.KillAsync(Token);
        found = await Examination.UntilAsync(stack, person: null, "domain-controller-unreachable");
        Assert.All(found.FoundOf("domain-controller-unreachable"), seen => Assert.Contains(West, seen, StringComparison.Ordinal));
        await here.SignsInAsync(await here.ResetAsync());
        await west.StartAsync(Token);
        await stack.SignsInAsync(there.Upn, await ResetAsync(west, there));
        await Examination.UntilAsync(stack, person: null);
    }

    [Fact]
    public async Task A_full_synchronization_is_of_one_domain_and_its_events_tell_how_it_went()
    {
        await using var stack = await ProductLab.StartAsync(lab, "two-full", new() { Population = Population.Nobody }, Token);
        await using var west = await lab.OwnAsync("two-full-west", LabRun.West with { Population = Population.Nobody });
        await AddAsync(stack, west);
        await stack.AddSignedInAsync("is.here");
        await AddSignedInAsync(stack, west, "is.there");
        await west.Directory.AddAsync(new() { Name = "is.wrong", User = "is.wrong", Upn = "is.wrong@west.example", Password = ProductLab.NewPassword(), Attributes = new Dictionary<string, AttributeValue> { ["displayName"] = "A bell\u0007rings" } }, Token);
        await stack.Agent.SyncAsync(Token);
        var before = await EventsAsync(stack, North);

        var report = await stack.Agent.TryCommandAsync(["sync", "--full", "--connector", West], Token);

        Assert.Contains(West, report.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(North, report.Output, StringComparison.Ordinal);
        var events = await EventsAsync(stack, West);
        Assert.Equal([617, 618, 619, 620, 622, 623], events.TakeLast(6));
        Assert.Equal(before, await EventsAsync(stack, North));
    }

    static async Task AddAsync(ProductLab stack, SambaDomainController west)
    {
        await west.StartAsync(Token);
        var file = stack.PathOf("west-password");
        await File.WriteAllTextAsync(file, west.Accounts.ConnectorPassword, Token);
        await stack.Agent.CommandAsync(
            ["init", "--change", "--yes", "--domain", West, "--domain-controller", $"{west.Options.Address}:{west.Options.FullHostName}", "--account", ServiceAccounts.Connector, "--password-file", file], Token);
    }

    static async Task<(string Upn, string Who)> AddSignedInAsync(ProductLab stack, SambaDomainController west, string user)
    {
        var (upn, password) = ($"{user}@{West}", ProductLab.NewPassword());
        var added = await west.Directory.AddAsync(new() { Name = user, User = user, Upn = upn, Password = password }, Token);
        await stack.SignsInAsync(upn, password);
        return (upn, added.ObjectGuid.ToString());
    }

    static async Task<string> ResetAsync(SambaDomainController west, (string Upn, string Who) person)
    {
        var fresh = ProductLab.NewPassword();
        await west.Directory.SetPasswordAsync(person.Who, fresh, Token);
        return fresh;
    }

    static async Task<string> EventAsync(ProductLab stack, string number, Func<Task> cause)
    {
        await cause();
        var text = "";
        await Wait.UntilAsync(async token => (text = await stack.Agent.CommandAsync(["events", "--number", number], token)).Contains(West, StringComparison.Ordinal), ProductLab.Limit, $"event {number}", Token);
        return text;
    }

    // The numbers of full synchronizations of one domain, the oldest first.
    static async Task<IReadOnlyList<int>> EventsAsync(ProductLab stack, string domain)
    {
        using var json = JsonDocument.Parse(await stack.Agent.CommandAsync(["events", "--connector", domain, "--json", "--limit", "500"], Token));
        return
        [
            .. json.RootElement.EnumerateArray()
                .OrderBy(entry => entry.GetProperty("id").GetInt64())
                .Select(entry => entry.GetProperty("number").GetInt32())
                .Where(number => number is >= 617 and <= 623),
        ];
    }
}
