using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A real firewall in front of a real domain controller: which port it closes is said, whether it swallows or refuses, and once it is open again passwords arrive.</summary>
/// <remarks>One stack, one rule at a time; whoever closes something opens it.</remarks>
[Collection(nameof(BreakableLab))]
public sealed class FirewallTests(LabRun lab) : BreakingTests(lab)
{
    const string Kerberos = "88", Mapper = "135", Replication = "replication";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Kerberos, false)]
    [InlineData(Kerberos, true)]
    [InlineData(Mapper, false)]
    [InlineData(Mapper, true)]
    [InlineData(Replication, false)]
    [InlineData(Replication, true)]
    public async Task One_port_is_closed(string which, bool refused)
    {
        var lab = await BreakableAsync();
        var network = lab.Network;
        var port = which == Replication ? (await lab.GetPortsAsync(Token))[^1] : int.Parse(which, CultureInfo.InvariantCulture);
        await ProveAsync(
            "port-blocked",
            () => refused ? network.RejectAsync([port], Token) : network.DropAsync([port], Token),
            $"TCP {port} ",
            refused ? "refuses connections" : "gives no sign of life");
    }

    [Fact]
    public async Task Everything_is_swallowed()
    {
        var network = (await BreakableAsync()).Network;
        await ProveAsync("domain-controller-unreachable", () => network.DropEverythingAsync(Token), "answers on none of its ports", "gives no sign of life");
    }

    [Fact]
    public async Task Everything_is_refused()
    {
        var lab = await BreakableAsync();
        var ports = await lab.GetPortsAsync(Token);
        await ProveAsync("domain-controller-unreachable", () => lab.Network.RejectAsync(ports, Token), "answers on none of its ports", "refuses connections");
    }

    [Fact]
    public async Task With_every_domain_controller_black_holed_the_answer_comes_within_a_minute()
    {
        var lab = await BreakableAsync();
        var (stack, network) = (lab.Stack, lab.Network);
        var names = Enumerable.Range(1, 6).Select(number => $"dc{number}.north.example").ToList();
        await network.DropEverythingAsync(Token);
        await FaultTests.SetConnectorAsync(stack, "domainControllers", new JsonArray([.. names.Select(name => (JsonNode)$"{network.Address}:{name}")]));
        try
        {
            foreach (var person in (string?[])[null, $"nobody@{stack.Domain.Options.Domain}"])
            {
                var started = Stopwatch.GetTimestamp();

                var examination = await Examination.RunAsync(stack, person);

                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
                Assert.Equal(["domain-controller-unreachable"], examination.Found);
                Assert.All(names, name => Assert.Contains(examination.FoundOf("domain-controller-unreachable"), seen => seen.Contains(name, StringComparison.Ordinal)));
                Assert.Empty(examination.Inconclusive);
            }
        }
        finally
        {
            await stack.SetDomainControllersAsync([stack.Domain]);
            await network.OpenAsync(Token);
        }

        await Examination.UntilAsync(stack, person: null);
    }

    async Task ProveAsync(string cause, Func<Task> close, params string[] seen)
    {
        var lab = await BreakableAsync();
        var (stack, network) = (lab.Stack, lab.Network);
        try
        {
            await close();
            var examination = await Examination.UntilAsync(stack, person: null, cause);

            Assert.Equal(["error"], examination.SeveritiesOf(cause));
            var found = Assert.Single(examination.FoundOf(cause));
            Assert.All(seen, text => Assert.Contains(text, found, StringComparison.Ordinal));
        }
        finally
        {
            await network.OpenAsync(Token);
        }

        await (await stack.AddAsync($"w{Guid.NewGuid():N}"[..14])).SignsInAsync();
        await Examination.UntilAsync(stack, person: null);
    }
}
