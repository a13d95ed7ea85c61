using System.Text.Json.Nodes;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Every fault that the lab can make: exactly its cause is found, and after the documented cure nothing is, and passwords arrive again.</summary>
/// <remarks>One stack, one fault at a time; whoever breaks something mends it.</remarks>
[Collection(nameof(FaultTests))]
public sealed class FaultTests(LabRun lab) : BreakingTests(lab)
{
    const string Account = ServiceAccounts.Connector;
    const string Operators = "Operators of something";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Nothing_is_wrong() => ProveAsync([], _ => Task.CompletedTask, _ => Task.CompletedTask);

    [Fact]
    public Task The_cloud_is_down() => ProveAsync(
        ["cloud-unreachable"], stack => stack.Cloud.StopAsync(Token), stack => stack.Cloud.StartAsync(Token), seen: ["TCP"]);

    [Fact]
    public Task The_cloud_hangs() => ProveAsync(
        ["cloud-unreachable"], stack => Now(stack.Cloud.Suspend), stack => Now(stack.Cloud.Resume), seen: ["HTTP"]);

    [Fact]
    public Task Password_sync_is_off_in_the_tenant() => ProveAsync(
        ["password-sync-disabled"],
        stack => stack.Cloud.SetFeatureAsync("password-sync", on: false, Token),
        stack => stack.Cloud.SetFeatureAsync("password-sync", on: true, Token),
        seen: ["turned it off", "cli:"]);

    [Fact]
    public Task The_sign_in_method_was_changed() => ProveAsync(
        ["disabled-by-sign-in-change"],
        stack => stack.Cloud.CommandAsync(["sign-in", "set", stack.Domain.Options.Domain, "federation"], Token),
        stack => stack.Cloud.CommandAsync(["sign-in", "set", stack.Domain.Options.Domain, "password-hash"], Token),
        seen: ["from password-hash to federation", "cli:"]);

    [Fact]
    public Task Password_sync_is_off_for_the_connector() => ProveAsync(
        ["connector-disabled"],
        stack => stack.Agent.CommandAsync(["password-sync", "off", "--connector", stack.Domain.Options.Domain], Token),
        stack => stack.Agent.CommandAsync(["password-sync", "on", "--connector", stack.Domain.Options.Domain], Token),
        seen: ["cli:"]);

    [Fact]
    public Task The_agent_is_staging() => ProveAsync(
        ["staging-mode"], stack => stack.Agent.CommandAsync(["staging", "on"], Token), stack => stack.Agent.CommandAsync(["staging", "off"], Token), seen: ["cli:"]);

    [Fact]
    public Task The_domain_controller_is_down() => ProveAsync(
        ["domain-controller-unreachable"], stack => stack.Domain.KillAsync(Token), stack => stack.Domain.StartAsync(Token), seen: ["refuses connections", "TCP 88"]);

    [Fact]
    public Task The_domain_controller_hangs() => ProveAsync(
        ["domain-controller-unreachable"], stack => Now(stack.Domain.Suspend), stack => Now(stack.Domain.Resume), seen: ["says nothing"]);

    [Fact]
    public Task The_replication_port_is_closed() => ProveAsync(
        ["port-blocked"], stack => SetConnectorAsync(stack, "rpcPort", 49999), stack => SetConnectorAsync(stack, "rpcPort", null), seen: ["TCP 49999"]);

    [Fact]
    public Task Dns_knows_no_domain_controller() => ProveAsync(
        ["domain-not-found"],
        async stack =>
        {
            await SetConnectorAsync(stack, "dnsServer", $"{stack.Domain.Options.Address}:9");
            await SetConnectorAsync(stack, "domainControllers", null);
        },
        async stack =>
        {
            await SetConnectorAsync(stack, "domainControllers", new JsonArray($"{stack.Domain.Options.Address}:{stack.Domain.Options.FullHostName}"));
            await SetConnectorAsync(stack, "dnsServer", null);
        },
        seen: ["_ldap._tcp.dc._msdcs."]);

    [Fact]
    public Task The_password_is_wrong() => ProveAsync(
        ["connector-account-rejected"],
        stack => stack.Domain.Directory.SetPasswordAsync(Account, "another one", Token),
        stack => stack.Domain.Directory.SetPasswordAsync(Account, stack.Domain.Accounts.ConnectorPassword, Token),
        seen: ["Wrong password"],
        afterCure: stack => stack.Agent.CommandAsync(["credential", "set", "--password-file", PasswordFile(stack)], Token));

    [Fact]
    public Task The_account_is_disabled() => ProveAsync(
        ["connector-account-rejected"], stack => stack.Domain.Directory.DisableAsync(Account, Token), stack => stack.Domain.Directory.EnableAsync(Account, Token), seen: ["isabled"]);

    [Fact]
    public Task The_account_has_expired() => ProveAsync(
        ["connector-account-rejected"],
        stack => stack.Domain.Directory.ExpireAsync(Account, Token),
        stack => stack.Domain.Directory.SetAccountExpiryAsync(Account, null, Token),
        seen: ["xpired"]);

    [Fact]
    public Task The_account_must_change_its_password() => ProveAsync(
        ["connector-account-rejected"],
        async stack =>
        {
            await stack.Domain.Directory.ChangeFlagsAsync(Account, AccountControl.None, AccountControl.PasswordNeverExpires, Token);
            await stack.Domain.Directory.RequirePasswordChangeAsync(Account, Token);
        },
        async stack =>
        {
            await stack.Domain.Directory.ClearPasswordChangeAsync(Account, Token);
            await stack.Domain.Directory.ChangeFlagsAsync(Account, AccountControl.PasswordNeverExpires, AccountControl.None, Token);
        },
        seen: ["must be changed"]);

    [Theory]
    [InlineData(ReplicationRights.ChangesAll, "Replicating Directory Changes: yes, Replicating Directory Changes All: no")]
    [InlineData(ReplicationRights.Changes, "Replicating Directory Changes: no")]
    [InlineData(ReplicationRights.Both, "Replicating Directory Changes: no")]
    public Task Rights_are_missing(ReplicationRights missing, string seen) => ProveAsync(
        ["replication-rights-missing"],
        stack => stack.Domain.Directory.RevokeReplicationAsync(Account, missing, cancellationToken: Token),
        stack => stack.Domain.Directory.GrantReplicationAsync(Account, missing, cancellationToken: Token),
        seen: [seen, "8453"],
        remedy: ["dsacls", "samba-tool dsacl set", "Set-Acl"]);

    [Fact]
    public Task The_account_is_an_administrator_by_a_nested_group() => ProveAsync(
        ["account-over-privileged"],
        stack => stack.Domain.Directory.AddToGroupAsync("Domain Admins", Operators, Token),
        stack => stack.Domain.Directory.RemoveFromGroupAsync("Domain Admins", Operators, Token),
        before: AddOperatorsAsync,
        stillArrive: true,
        seen: ["Domain Admins"]);

    // The fault, and nothing else; then the cure, and nothing at all.
    async Task ProveAsync(
        string[] causes,
        Func<ProductLab, Task> make,
        Func<ProductLab, Task> cure,
        Func<ProductLab, Task>? before = null,
        Func<ProductLab, Task>? afterCure = null,
        string[]? seen = null,
        string[]? remedy = null,
        bool stillArrive = false)
    {
        var stack = await FaultsAsync();
        await (before?.Invoke(stack) ?? Task.CompletedTask);
        try
        {
            await make(stack);
            var examination = await Examination.UntilAsync(stack, person: null, causes);
            Assert.Equal(causes.Length > 0 ? 1 : 0, examination.ExitCode);
            Assert.All(seen ?? [], text => Assert.True(examination.SeenOf(causes[0]).Contains(text, StringComparison.Ordinal), $"{text} is not in: {examination}"));
            Assert.All(remedy ?? [], text => Assert.Contains(text, examination.RemedyOf(causes[0]), StringComparison.Ordinal));
            Assert.Equal(stillArrive, causes.Length > 0 && examination.SeveritiesOf(causes[0]).All(severity => severity == "warning"));
        }
        finally
        {
            await cure(stack);
            await (afterCure?.Invoke(stack) ?? Task.CompletedTask);
        }

        await (await stack.AddAsync($"after-{Guid.NewGuid():N}"[..18])).SignsInAsync();
        await Examination.UntilAsync(stack, person: null);
    }

    static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    static string PasswordFile(ProductLab stack)
    {
        var file = stack.PathOf("connector.password");
        File.WriteAllText(file, stack.Domain.Accounts.ConnectorPassword);
        return file;
    }

    static async Task AddOperatorsAsync(ProductLab stack)
    {
        if (await stack.Domain.Directory.ReadAsync(Operators, cancellationToken: Token) is null)
            await stack.Domain.Directory.AddAsync(new NewObject { Class = "group", Name = Operators, User = Operators }, Token);
        await stack.Domain.Directory.AddToGroupAsync(Operators, Account, Token);
    }

    /// <summary>Changes a member of the connector in the agent's settings; null takes it out.</summary>
    internal static async Task SetConnectorAsync(ProductLab stack, string member, JsonNode? value)
    {
        var path = Path.Combine(stack.Agent.Home, "agent.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        var connector = settings["connectors"]![0]!.AsObject();
        if (value is null)
            connector.Remove(member);
        else
            connector[member] = value;
        await File.WriteAllTextAsync(path, settings.ToJsonString(), Token);
    }
}
