using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>The search changes nothing, answers whatever else does not, and proves what it says.</summary>
[Collection(nameof(FaultTests))]
public sealed class QuietTests(LabRun lab) : BreakingTests(lab)
{
    static readonly string[] ProtectAgainstReplay = ["spent_assertions", "openid_tokens", "openid_authorizations", "__EFMigrationsHistory"];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_changes_nothing_anywhere()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync($"q{Guid.NewGuid():N}"[..14]);
        await stack.Agent.StopAsync(Token);
        try
        {
            await Wait.UntilAsync(() => CloudStore.CountAsDelivered(stack) == 0, ProductLab.Limit, "every verifier in its outer hash", Token);
            await Wait.UntilAsync(() => CloudStore.CountUnsealed(stack) == 0, ProductLab.Limit, "the audit log's chain with everything in it", Token);
            var before = await ImageAsync(stack);
            Assert.Empty((await Examination.RunAsync(stack)).Found);
            Assert.Empty((await Examination.RunAsync(stack, person.Upn)).Found);

            Assert.Equal(before, await ImageAsync(stack));
        }
        finally
        {
            await stack.Agent.StartAsync(Token);
        }
    }

    [Fact]
    public async Task With_the_service_stopped_and_the_database_locked_it_still_answers()
    {
        var stack = await FaultsAsync();
        await stack.Agent.StopAsync(Token);
        try
        {
            await using var agent = Lock(Path.Combine(stack.Agent.Home, "agent.db"));
            await using var space = Lock(Path.Combine(stack.Agent.Home, "connectors", $"{stack.Domain.Options.Domain}.db"));
            var started = Stopwatch.GetTimestamp();

            var examination = await Examination.RunAsync(stack);

            Assert.Empty(examination.Found);
            Assert.Contains("delivery-failing", examination.Inconclusive);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
        }
        finally
        {
            await stack.Agent.StartAsync(Token);
        }
    }

    [Fact]
    public async Task With_every_packet_to_the_domain_controllers_dropped_it_says_so_within_a_minute()
    {
        var stack = await FaultsAsync();
        await stack.Agent.StopAsync(Token);
        await FaultTests.SetConnectorAsync(stack, "domainControllers", new JsonArray("10.77.0.2:dc7.north.example", "10.77.0.3:dc8.north.example"));
        try
        {
            // A network of its own, whose only card swallows every packet. The cloud is not in it, either.
            string[] wrapper =
            [
                "unshare", "--net", "sh", "-c",
                "PATH=/usr/sbin:/sbin:$PATH; ip link set lo up && ip link add swallows type veth peer name nobody && ip link set swallows arp off && ip addr add 10.77.0.1/24 dev swallows && ip link set nobody up && ip link set swallows up && exec \"$@\"",
                "sh",
            ];
            var started = Stopwatch.GetTimestamp();

            var examination = await Examination.RunAsync(stack, wrapper: wrapper);

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
            Assert.Equal(["cloud-unreachable", "domain-controller-unreachable"], examination.Found);
            Assert.Contains("gives no sign of life", examination.SeenOf("domain-controller-unreachable"), StringComparison.Ordinal);
            Assert.Empty(examination.Inconclusive);
        }
        finally
        {
            await FaultTests.SetConnectorAsync(stack, "domainControllers", new JsonArray($"{stack.Domain.Options.Address}:{stack.Domain.Options.FullHostName}"));
            await stack.Agent.StartAsync(Token);
        }
    }

    [Fact]
    public async Task What_is_in_sync_and_what_is_not_is_proven()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync($"v{Guid.NewGuid():N}"[..14]);
        var other = await stack.AddSignedInAsync($"v{Guid.NewGuid():N}"[..14]);

        Assert.Contains("1 compared: 1 in sync", await stack.Agent.CommandAsync(["verify", "--user", person.Upn], Token), StringComparison.Ordinal);
        await stack.Agent.StopAsync(Token);
        try
        {
            await person.ResetAsync();
            await stack.Cloud.ResetPasswordAsync(other.Upn, "only in the cloud", Token);
            Assert.Contains("1 stale", (await stack.Agent.TryCommandAsync(["verify", "--user", person.Upn], Token)).Output, StringComparison.Ordinal);
            Assert.Contains("1 set in the cloud since", (await stack.Agent.TryCommandAsync(["verify", "--user", other.Upn], Token)).Output, StringComparison.Ordinal);
        }
        finally
        {
            await stack.Agent.StartAsync(Token);
        }

        await person.SignsInAsync(person.Current);
        Assert.Contains("1 compared: 1 in sync", await stack.Agent.CommandAsync(["verify", "--user", person.Upn], Token), StringComparison.Ordinal);
    }

    static SqliteConnection Lock(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE lock_of_a_test (a)";
        command.ExecuteNonQuery();
        return connection;
    }

    // The directory's USN, the agent's files, the cloud's rows.
    static async Task<IReadOnlyList<string>> ImageAsync(ProductLab stack)
    {
        List<string> image = [$"usn {await stack.Domain.Directory.GetHighestUsnAsync(Token)}"];
        foreach (var file in Directory.EnumerateFiles(stack.Agent.Home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            image.Add($"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file, Token)))}");
        image.AddRange(CloudStore.Dump(stack, ProtectAgainstReplay));
        return image;
    }
}
