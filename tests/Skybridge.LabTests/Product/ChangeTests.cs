using System.Text.Json.Nodes;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary><c>init --change</c>, and <c>init</c> on a terminal again: one thing is changed and the rest stays, while the service runs; what is wrong changes nothing.</summary>
public class ChangeTests(LabRun lab)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_thing_after_the_other()
    {
        await using var stack = await ProductLab.StartAsync(lab, "change", new() { Population = Population.Nobody }, Token);
        var person = await stack.AddSignedInAsync("changes");
        var address = stack.Domain.Options.Address.ToString();

        await RefusedAsync(stack, "nothing to be changed", "--yes");
        await RefusedAsync(stack, "not changed at once", "--domain-controller", address, "--cloud", stack.Cloud.Url.ToString());
        await RefusedAsync(stack, "does not read west.example yet", "--domain", "west.example", "--domain-controller", address);
        await RefusedAsync(stack, "127.0.0.1", "--domain-controller", "127.0.0.1:dc9.north.example");
        await RefusedAsync(stack, "", "--cloud", "https://127.0.0.1:9");
        await RefusedAsync(stack, "", "--password-file", await FileAsync(stack, "not the password"));

        Assert.Equal(["connectors[0].domainControllers"], await ChangedByAsync(stack, "--domain-controller", $"{address}:{stack.Domain.Options.FullHostName}", "--domain-controller", address));
        var fresh = ProductLab.NewPassword();
        await stack.Domain.Directory.SetPasswordAsync(ServiceAccounts.Connector, fresh, Token);
        Assert.Equal(["connectors[0].credentialChange"], await ChangedByAsync(stack, "--password-file", await FileAsync(stack, fresh)));
        Assert.Equal([], await ChangedByAsync(stack, "--cloud", stack.Cloud.Url.ToString()));
        Assert.Equal(["cloud.agentId", "cloud.agentName"], await ChangedByAsync(stack, "--enrollment-code", await stack.Cloud.EnrollAsync("anew", Token)));

        await person.ResetAsync();
        await stack.AgreesAsync(person);
    }

    [Fact]
    public async Task A_domain_is_added_and_both_are_synchronized()
    {
        var west = await lab.WestAsync();
        await using var stack = await ProductLab.StartAsync(lab, "change-add", new() { Population = Population.Nobody }, Token);
        var person = await stack.AddSignedInAsync("first");

        var changed = await ChangedByAsync(
            stack, "--domain", "west.example", "--domain-controller", west.Options.Address.ToString(), "--account", ServiceAccounts.Connector,
            "--password-file", await FileAsync(stack, west.Accounts.ConnectorPassword));

        Assert.Equal(["connectors[1]"], changed);
        var other = west.BulkPeople.First();
        await stack.SignsInAsync(other.Upn, other.Password, TimeSpan.FromMinutes(3));
        await person.ResetAsync();
        await person.SignsInAsync(person.Current);
    }

    [Fact]
    public async Task On_a_terminal_it_asks_for_that_one_thing()
    {
        await using var stack = await ProductLab.StartAsync(lab, "change-terminal", new() { Population = Population.Nobody }, Token);
        var before = await SettingsAsync(stack);
        await using (var terminal = Start(stack))
        {
            await AskAsync(terminal, "What shall be changed", "1", "Domain controllers (1 of 2)");
            await terminal.InterruptAsync(Token);
            Assert.Equal(2, await terminal.WaitForExitAsync(Limit, Token));
        }

        Assert.Equal(before, await SettingsAsync(stack));
        await using (var terminal = Start(stack))
        {
            await AskAsync(terminal, "What shall be changed", "9", "none of the numbers");
            await AskAsync(terminal, "What shall be changed", "1", "Domain controllers (1 of 2)");
            await AskAsync(terminal, "Domain controllers [", "127.0.0.1", "cannot be used");
            await AskAsync(terminal, "Domain controllers [", $"{stack.Domain.Options.Address}:{stack.Domain.Options.FullHostName}", "Summary (2 of 2)");
            await AskAsync(terminal, "Set it up?", "yes", "Changed in");
            Assert.Equal(0, await terminal.WaitForExitAsync(Limit, Token));
        }

        foreach (var (choice, mode) in new[] { ("2", "is in staging mode since"), ("1", "is active since") })
        {
            await using var terminal = Start(stack);
            await AskAsync(terminal, "What shall be changed", "7", "skybridge sign-in set");
            await AskAsync(terminal, "What shall be changed", "6", "Active or staging (1 of 2)");
            await AskAsync(terminal, "Begin", choice, "Summary (2 of 2)");
            await AskAsync(terminal, "Set it up?", "yes", "Changed in");
            Assert.Equal(0, await terminal.WaitForExitAsync(Limit, Token));
            Assert.Contains(mode, await stack.Agent.CommandAsync(["staging"], Token), StringComparison.Ordinal);
        }

        var person = await stack.AddSignedInAsync("afterwards");
        await stack.AgreesAsync(person);
    }

    static PseudoTerminal Start(ProductLab stack) => PseudoTerminal.Start(new() { FileName = Programs.Agent, Arguments = ["init", "--home", stack.Agent.Home] });

    static async Task AskAsync(PseudoTerminal terminal, string question, string answer, string reply)
    {
        await terminal.WaitForAsync(question, Limit, Token);
        await terminal.EnterAsync(answer, Token);
        await terminal.WaitForAsync(reply, Limit, Token);
    }

    // What of the settings differs afterwards.
    static async Task<IReadOnlyList<string>> ChangedByAsync(ProductLab stack, params string[] options)
    {
        var before = Flatten(JsonNode.Parse(await SettingsAsync(stack)));
        await stack.Agent.CommandAsync(["init", "--change", "--yes", .. options], Token);
        var after = Flatten(JsonNode.Parse(await SettingsAsync(stack)));
        return [.. after.Keys.Union(before.Keys).Where(key => after.GetValueOrDefault(key) != before.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];
    }

    static async Task RefusedAsync(ProductLab stack, string error, params string[] options)
    {
        var before = await SettingsAsync(stack);
        var refused = await stack.Agent.TryCommandAsync(["init", "--change", .. options], Token);

        Assert.True(refused.ExitCode == 2, refused.Output + refused.Errors);
        Assert.Contains(error, refused.Errors, StringComparison.Ordinal);
        Assert.Contains("hint: ", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await SettingsAsync(stack));
    }

    static Task<string> SettingsAsync(ProductLab stack) => File.ReadAllTextAsync(Path.Combine(stack.Agent.Home, "agent.json"), Token);

    static async Task<string> FileAsync(ProductLab stack, string secret)
    {
        var path = stack.PathOf($"secret-{Guid.NewGuid():N}");
        await LabPaths.WritePrivateAsync(path, secret, Token);
        return path;
    }

    // Members of settings and of connectors, each as text.
    static Dictionary<string, string> Flatten(JsonNode? settings)
    {
        var flat = new Dictionary<string, string>();
        foreach (var (name, value) in settings!.AsObject())
        {
            if (value is JsonObject members)
                Add(flat, name, members);
            else if (value is JsonArray connectors)
            {
                for (var i = 0; i < connectors.Count; i++)
                {
                    if (i == 0)
                        Add(flat, $"{name}[0]", connectors[0]!.AsObject());
                    else
                        flat[$"{name}[{i}]"] = connectors[i]!.ToJsonString();
                }
            }
            else
                flat[name] = value?.ToJsonString() ?? "";
        }

        return flat;
    }

    static void Add(Dictionary<string, string> flat, string path, JsonObject members)
    {
        foreach (var (name, value) in members)
            flat[$"{path}.{name}"] = value?.ToJsonString() ?? "";
    }
}
