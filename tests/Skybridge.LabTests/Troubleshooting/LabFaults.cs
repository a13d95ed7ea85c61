using System.Text.Json.Nodes;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>One fault for every general cause, to be made two at a time. A new cause needs its line here; <see cref="PairTests"/> pairs it with all others.</summary>
static class LabFaults
{
    const string Account = ServiceAccounts.Connector;
    const string NobodySays = "The cloud does not tell this agent.";
    const string NotAsked = "No domain controller is asked anything.";
    const string Consequence = "That alone keeps everything from being delivered, or the agent from being heard of; nobody could tell the two apart.";

    static readonly string[] Cloud = ["cloud-unreachable", "agent-credential-rejected"];
    static readonly string[] WayToReplication = ["domain-not-found", "domain-controller-unreachable", "port-blocked", "clock-skew", "kerberos-unavailable", "connector-account-rejected"];
    static readonly string[] Replication = [.. WayToReplication, "replication-disabled", "replication-rights-missing"];
    static readonly string[] Switches = ["disabled-by-sign-in-change", "password-sync-disabled", "connector-disabled", "staging-mode"];

    /// <summary>All of them, in the order in which causes hide each other.</summary>
    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("cloud-unreachable", lab => SetCloudAsync(lab.Stack, new Uri("https://127.0.0.1:9/")), lab => SetCloudAsync(lab.Stack, lab.Stack.Cloud.Url)),
        new(
            "agent-credential-rejected",
            lab => Sql(Databases.OfCloud(lab.Stack), "UPDATE agents SET revoked_at = last_contact_at"),
            lab => Sql(Databases.OfCloud(lab.Stack), "UPDATE agents SET revoked_at = NULL"))
        {
            HiddenBy = Behind(NobodySays, "cloud-unreachable"),
        },
        new("disabled-by-sign-in-change", lab => SetSignInAsync(lab.Stack, "federation"), lab => SetSignInAsync(lab.Stack, "password-hash")) { HiddenBy = Behind(NobodySays, Cloud) },
        new("password-sync-disabled", lab => lab.Stack.Cloud.SetFeatureAsync("password-sync", on: false, Token), lab => lab.Stack.Cloud.SetFeatureAsync("password-sync", on: true, Token))
        {
            HiddenBy = Behind(NobodySays, Cloud).With("It is the same switch, which was turned for one reason or the other.", "disabled-by-sign-in-change"),
        },
        new("connector-disabled", lab => FaultTests.SetConnectorAsync(lab.Stack, "passwordSync", false), lab => FaultTests.SetConnectorAsync(lab.Stack, "passwordSync", true)),
        new("staging-mode", lab => SetAsync(lab.Stack, settings => settings["mode"] = "Staging"), lab => SetAsync(lab.Stack, settings => settings["mode"] = "Active")),
        new("domain-not-found", LoseDomainAsync, FindDomainAsync),
        new("domain-controller-unreachable", async lab => await lab.Network.RejectAsync(await PortsAsync(lab), Token), lab => lab.Network.OpenAsync(Token))
        {
            HiddenBy = Behind(NotAsked, "domain-not-found"),
        },
        new("port-blocked", async lab => await lab.Network.RejectAsync([(await PortsAsync(lab))[^1]], Token), lab => lab.Network.OpenAsync(Token))
        {
            HiddenBy = Behind(NotAsked, "domain-not-found").With("All ports are closed.", "domain-controller-unreachable"),
        },
        new("clock-skew", lab => lab.SetClockAsync(wrong: true, Token), lab => lab.SetClockAsync(wrong: false, Token))
        {
            Seen = "10 min ahead",
            HiddenBy = Behind(NotAsked, "domain-not-found", "domain-controller-unreachable"),
        },
        new("kerberos-unavailable", lab => lab.SetKerberosAsync(there: false, Token), lab => lab.SetKerberosAsync(there: true, Token)),
        new("connector-account-rejected", lab => lab.Stack.Domain.Directory.DisableAsync(Account, Token), lab => lab.Stack.Domain.Directory.EnableAsync(Account, Token))
        {
            HiddenBy = Behind(NotAsked, "domain-not-found", "domain-controller-unreachable").With("Kerberos ends at the clock, before it looks at the account.", "clock-skew").With("Nobody can log in to see it.", "kerberos-unavailable"),
        },
        new("replication-disabled", lab => SetOptionsAsync(lab.Stack, "5"), lab => SetOptionsAsync(lab.Stack, "1"))
        {
            HiddenBy = Behind("The replication service is not reached.", WayToReplication),
        },
        new(
            "replication-rights-missing",
            lab => lab.Stack.Domain.Directory.RevokeReplicationAsync(Account, ReplicationRights.ChangesAll, cancellationToken: Token),
            lab => lab.Stack.Domain.Directory.GrantReplicationAsync(Account, ReplicationRights.ChangesAll, cancellationToken: Token))
        {
            HiddenBy = Behind("The replication service is not reached.", WayToReplication)
                .With("The domain controller refuses everybody, whatever their rights.", "replication-disabled"),
        },
        new("heartbeat-missing", FallSilentAsync, lab => lab.Stack.Agent.StartAsync(Token)) { HiddenBy = Behind(Consequence, [.. Cloud, .. Replication]) },
        new("delivery-failing", KeepWaitingAsync, lab => lab.ChangeSpaceAsync("DELETE FROM retry WHERE reason = 'invalid-value'", Token))
        {
            HiddenBy = Behind(Consequence, [.. Cloud, .. Replication, .. Switches, "heartbeat-missing"]),
        },
        // The real thing takes seconds, and is in PutBackTests.
        new(
            "domain-controller-restored",
            lab => lab.ChangeSpaceAsync($"INSERT OR REPLACE INTO setting (name, value) VALUES ('restore-notice', '{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()} rollback as if')", Token),
            lab => lab.ChangeSpaceAsync("DELETE FROM setting WHERE name = 'restore-notice'", Token)),
        // The real thing needs two domain controllers, and is in TwoControllersTests.
        new("domain-controller-lagging", PretendLagAsync, lab => lab.ChangeSpaceAsync("DELETE FROM setting WHERE name = 'lag-notices'", Token)),
        new(
            "account-over-privileged",
            lab => lab.Stack.Domain.Directory.AddToGroupAsync("Domain Admins", Account, Token),
            lab => lab.Stack.Domain.Directory.RemoveFromGroupAsync("Domain Admins", Account, Token))
        {
            HiddenBy = Behind("Memberships are read by replication, which is not reached.", [.. WayToReplication, "replication-disabled"])
                .With("Domain Admins may replicate everything.", "replication-rights-missing"),
        },
        // Made last: most of the others are written to the agent's disk.
        new("store-unusable", lab => lab.Files.FillAsync(Token), MakeRoomAsync) { Seen = "0 KiB are left", HiddenBy = Behind(Consequence, "heartbeat-missing", "delivery-failing") },
    ];

    static Task<int> PretendLagAsync(BreakableLab lab)
    {
        var controller = lab.Stack.Domain.Options;
        var notice = new JsonObject
        {
            ["since"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["host"] = controller.Address.ToString(),
            ["controller"] = controller.FullHostName,
            ["ahead"] = $"elsewhere.{controller.Domain}",
            ["needs"] = new JsonObject { [Guid.NewGuid().ToString()] = 1 },
        };
        return lab.ChangeSpaceAsync($"INSERT OR REPLACE INTO setting (name, value) VALUES ('lag-notices', '{new JsonArray(notice).ToJsonString()}')", Token);
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Dictionary<string, string> Behind(string reason, params string[] causes) => causes.ToDictionary(cause => cause, _ => reason);

    static Dictionary<string, string> With(this Dictionary<string, string> behind, string reason, params string[] causes) => new([.. behind, .. Behind(reason, causes)]);

    static Task Sql(string file, string statement)
    {
        Databases.Run(file, statement);
        return Task.CompletedTask;
    }

    static Task<IReadOnlyList<int>> PortsAsync(BreakableLab lab) => lab.GetPortsAsync(Token);

    static async Task SetAsync(ProductLab stack, Action<JsonNode> change)
    {
        var path = Path.Combine(stack.Agent.Home, "agent.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        change(settings);
        await File.WriteAllTextAsync(path, settings.ToJsonString(), Token);
    }

    static Task SetCloudAsync(ProductLab stack, Uri url) => SetAsync(stack, settings => settings["cloud"]!["url"] = url.ToString());

    static Task<string> SetSignInAsync(ProductLab stack, string method) => stack.Cloud.CommandAsync(["sign-in", "set", stack.Domain.Options.Domain, method], Token);

    static Task MakeRoomAsync(BreakableLab lab)
    {
        lab.Files.MakeRoom();
        return Task.CompletedTask;
    }

    static async Task LoseDomainAsync(BreakableLab lab)
    {
        await FaultTests.SetConnectorAsync(lab.Stack, "dnsServer", "127.0.0.1:9");
        await FaultTests.SetConnectorAsync(lab.Stack, "domainControllers", null);
    }

    static async Task FindDomainAsync(BreakableLab lab)
    {
        await lab.Stack.SetDomainControllersAsync([lab.Stack.Domain]);
        await FaultTests.SetConnectorAsync(lab.Stack, "dnsServer", null);
    }

    static Task SetOptionsAsync(ProductLab stack, string options) =>
        stack.Domain.Directory.SetAttributeAsync(RareFaultTests.NtdsSettings(stack.Domain), "options", options, Token);

    static async Task FallSilentAsync(BreakableLab lab)
    {
        await lab.Stack.Agent.StopAsync(Token);
        Databases.Change(Databases.OfCloud(lab.Stack), $"UPDATE agents SET last_contact_at = last_contact_at - {TimeSpan.FromHours(4).Ticks}");
    }

    // As if the cloud had refused somebody an hour ago, and were not to be asked again for another hour.
    static async Task KeepWaitingAsync(BreakableLab lab)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (since, due) = (now.AddHours(-1).ToUnixTimeMilliseconds(), now.AddMinutes(14).ToUnixTimeMilliseconds()); // Nothing is ever put off for longer than a quarter of an hour.
        var changed = await lab.ChangeSpaceAsync(
            $"INSERT OR REPLACE INTO retry (guid, reason, detail, attempts, since, due) SELECT guid, 'invalid-value', 'The display name is too long.', 7, {since}, {due} FROM object WHERE sam = '{ServiceAccounts.Powerless}'",
            Token);
        Assert.Equal(1, changed);
    }
}
