using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Skybridge.Agent.Home;
using Skybridge.Agent.Watching;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Space;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Agent;

/// <summary>What monitoring reads: every line in the form that it understands, and nobody's name.</summary>
public partial class MetricsTests
{
    const string Settings =
        """
        {
          "cloud": { "url": "https://cloud.example", "agentId": "1", "agentName": "agent1" },
          "mode": "Staging",
          "connectors": [ { "domain": "corp.example", "account": "svc-sync" } ]
        }
        """;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_line_is_a_comment_or_a_sample()
    {
        var home = NewHome();
        using (var store = AgentStore.Open(home.Store, TimeProvider.System))
        {
            store.SetCauses([new StandingCause("staging-mode", "an \"odd\" \\ name\n", IsWarning: false, "seen", DateTimeOffset.UnixEpoch)]);
            store.SetSample("corp.example", new PasswordSample(DateTimeOffset.UnixEpoch, 20, 3));
        }

        var lines = new Metrics(new MetricSource(home, TimeProvider.System)).Write().TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.Contains("skybridge_staging 1", lines);
        Assert.Contains("""skybridge_cause{cause="staging-mode",scope="an \"odd\" \\ name\n",severity="error"} 1""", lines);
        Assert.Contains("""skybridge_people{domain="corp.example",state="synchronized"} 0""", lines);
        Assert.Contains("""skybridge_proof_differing{domain="corp.example"} 3""", lines);
    }

    [Fact]
    public async Task They_are_served_where_the_settings_say_and_nowhere_else()
    {
        var home = NewHome();
        AgentStore.Open(home.Store, TimeProvider.System).Dispose();
        var source = new MetricSource(home, TimeProvider.System);
        Assert.Null(await MetricsServer.StartAsync(source, null, Token));

        var address = $"127.0.0.1:{FreePort()}";
        await using var server = await MetricsServer.StartAsync(source, address, Token);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://{address}/metrics"), Token);
        using var other = await client.GetAsync(new Uri($"http://{address}/"), Token);

        Assert.Equal(Metrics.MediaType, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("skybridge_staging 1", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        await Assert.ThrowsAsync<OperatorException>(() => MetricsServer.StartAsync(source, address, Token));
        await Assert.ThrowsAsync<OperatorException>(() => MetricsServer.StartAsync(source, "everywhere", Token));
    }

    internal static AgentHome NewHome()
    {
        var home = new AgentHome(TemporaryFolder.NewPath());
        PrivateFiles.CreateFolder(home.Root);
        PrivateFiles.CreateFolder(home.Connectors);
        File.WriteAllText(home.Settings, Settings);
        ConnectorSpace.Open(home.SpaceOf("corp.example"), TimeProvider.System).Dispose();
        return home;
    }

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [GeneratedRegex("""^(# (HELP|TYPE) skybridge_[a-z_]+ .+|skybridge_[a-z0-9_]+(\{[a-z]+="(\\.|[^"\\])*"(,[a-z]+="(\\.|[^"\\])*")*\})? [0-9.eE+-]+)$""")]
    private static partial Regex Line();
}
