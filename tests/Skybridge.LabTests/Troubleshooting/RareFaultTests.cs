using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Faults that need more than a command to make.</summary>
[Collection(nameof(FaultTests))]
public sealed class RareFaultTests(LabRun lab) : BreakingTests(lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_was_revoked()
    {
        var stack = await FaultsAsync();
        await using var other = stack.NewAgent($"r{Guid.NewGuid():N}"[..12]);
        await other.InitAsync(stack.Domain, stack.Cloud, cancellationToken: Token);
        await stack.Cloud.CommandAsync(["agent", "revoke", Path.GetFileName(other.Home)], Token);

        var examination = await Examination.RunAsync(other);

        Assert.Equal(["agent-credential-rejected"], examination.Found);
        Assert.Empty(examination.Inconclusive);
        Assert.Contains("enroll", examination.RemedyOf("agent-credential-rejected"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replication_is_switched_off()
    {
        const string outbound = "4"; // NTDSDSA_OPT_DISABLE_OUTBOUND_REPL
        var stack = await FaultsAsync();
        var settings = NtdsSettings(stack.Domain);
        await stack.Domain.Directory.SetAttributeAsync(settings, "options", outbound, Token);
        try
        {
            var examination = await Examination.UntilAsync(stack, person: null, "replication-disabled");

            Assert.Contains("8456", examination.SeenOf("replication-disabled"), StringComparison.Ordinal);
            Assert.Contains("repadmin", examination.RemedyOf("replication-disabled"), StringComparison.Ordinal);
        }
        finally
        {
            await stack.Domain.Directory.SetAttributeAsync(settings, "options", "1", Token);
        }

        await (await stack.AddAsync($"p{Guid.NewGuid():N}"[..14])).SignsInAsync();
        await Examination.UntilAsync(stack, person: null);
    }

    [Fact]
    public async Task The_service_has_been_silent_for_hours()
    {
        var stack = await FaultsAsync();
        await stack.Agent.StopAsync(Token);
        try
        {
            Databases.Change(Databases.OfCloud(stack), $"UPDATE agents SET last_contact_at = last_contact_at - {TimeSpan.FromHours(4).Ticks}");

            var examination = await Examination.UntilAsync(stack, person: null, "heartbeat-missing");

            Assert.Contains("The service does not run", examination.SeenOf("heartbeat-missing"), StringComparison.Ordinal);
        }
        finally
        {
            await stack.Agent.StartAsync(Token);
        }

        await Examination.UntilAsync(stack, person: null);
    }

    [Fact]
    public async Task Some_deliveries_are_refused()
    {
        var stack = await FaultsAsync();
        var name = $"d{Guid.NewGuid():N}"[..14];
        await stack.Cloud.AddUserAsync($"{name}@{stack.Domain.Options.Domain}", "a password of the cloud alone", cancellationToken: Token);
        var person = await stack.AddAsync(name);
        try
        {
            await Wait.UntilAsync(async token => (await stack.Agent.StatusAsync(token)).Retries.Count > 0, ProductLab.Limit, "a refusal on the retry list", Token);
            Databases.Change(Databases.OfDomain(stack), "UPDATE retry SET since = since - 120000");

            var examination = await Examination.UntilAsync(stack, person: null, "delivery-failing");

            Assert.Equal(["warning"], examination.SeveritiesOf("delivery-failing"));
        }
        finally
        {
            await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        }

        await Examination.UntilAsync(stack, person: null);
    }

    /// <summary>The object that has a domain controller's options.</summary>
    internal static string NtdsSettings(SambaDomainController controller) =>
        $"CN=NTDS Settings,CN={controller.Options.HostName.ToUpperInvariant()},CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{controller.Options.BaseDn}";
}
