using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A real firewall in front of a real domain controller: which port it closes is said, whether it swallows or refuses, and once it is open again passwords arrive.</summary>
/// <remarks>One stack, one rule at a time; whoever closes something opens it.</remarks>
public sealed partial class FirewallTests(LabRun lab) : BreakingTests(lab)
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
        var (stack, network) = await FirewalledAsync();
        var port = which == Replication ? (await PortsAsync(stack))[^1] : int.Parse(which, CultureInfo.InvariantCulture);
        await ProveAsync(
            "port-blocked",
            () => refused ? network.RejectAsync([port], Token) : network.DropAsync([port], Token),
            $"TCP {port} ",
            refused ? "refuses connections" : "gives no sign of life");
    }

    [Fact]
    public async Task Everything_is_swallowed()
    {
        var (_, network) = await FirewalledAsync();
        await ProveAsync("domain-controller-unreachable", () => network.DropEverythingAsync(Token), "answers on none of its ports", "gives no sign of life");
    }

    [Fact]
    public async Task Everything_is_refused()
    {
        var (stack, network) = await FirewalledAsync();
        var ports = await PortsAsync(stack);
        await ProveAsync("domain-controller-unreachable", () => network.RejectAsync(ports, Token), "answers on none of its ports", "refuses connections");
    }

    [Fact]
    public async Task With_every_domain_controller_black_holed_the_answer_comes_within_a_minute()
    {
        var (stack, network) = await FirewalledAsync();
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

    [GeneratedRegex(@"answers on ([\d, ]+)")]
    private static partial Regex AnswersOn();

    // The ports that synchronization needs, the mapped one last.
    static async Task<IReadOnlyList<int>> PortsAsync(ProductLab stack)
    {
        var healthy = await Examination.RunAsync(stack);
        var ports = AnswersOn().Match(Assert.Single(healthy.ClearedOf("port-blocked"))).Groups[1].Value;
        return [.. ports.Split(", ").Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
    }

    async Task ProveAsync(string cause, Func<Task> close, params string[] seen)
    {
        var (stack, network) = await FirewalledAsync();
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
