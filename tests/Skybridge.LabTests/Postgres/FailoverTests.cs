using System.Diagnostics;
using System.Globalization;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Postgres;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>A PostgreSQL primary, and nodes of the cloud, are killed under deliveries and sign-ins: nothing that was acknowledged is lost, and nobody is refused who should not be.</summary>
/// <remarks>Once each; <c>SKYBRIDGE_LAB_FAILOVERS=20</c> says how often, and with <c>-diagnostics</c> the test program tells the figures.</remarks>
public sealed class FailoverTests(LabRun lab)
{
    const string Database = "cloud";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("SKYBRIDGE_LAB_FAILOVERS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;

    [Fact]
    public async Task The_primary_is_killed_and_the_standby_promoted()
    {
        await HostPackages.EnsureAsync(HostPackages.Postgres, TestContext.Current.SendDiagnosticMessage, Token);
        await using var one = await PostgresServer.CreateAsync(OptionsOf("one"), Token);
        await one.StartAsync(Token);
        await one.CreateRoleAsync(Token);
        await one.CreateDatabaseAsync(Database, Token);
        await using var two = await one.CreateStandbyAsync(OptionsOf("two"), Token);
        await two.StartAsync(Token);
        await one.RequireStandbyAsync(Token);
        var (primary, standby) = (one, two);

        await RunAsync("failover", $"postgresql://{PostgresServer.Role}@127.0.0.1:{one.Port},127.0.0.1:{two.Port}/{Database}", one.PasswordFile, async (_, goesOn) =>
        {
            await primary.KillAsync(Token);
            await standby.PromoteAsync(Token);
            await goesOn();
            (primary, standby) = (standby, primary);
            await standby.FollowAsync(primary, Token);
            await standby.StartAsync(Token);
            await primary.RequireStandbyAsync(Token);
        });
    }

    [Fact]
    public async Task A_node_is_killed_and_comes_back()
    {
        await HostPackages.EnsureAsync(HostPackages.Postgres, TestContext.Current.SendDiagnosticMessage, Token);
        await using var server = await PostgresServer.CreateAsync(OptionsOf("nodes"), Token);
        await server.StartAsync(Token);
        await server.CreateRoleAsync(Token);
        await server.CreateDatabaseAsync(Database, Token);
        var round = 0;

        await RunAsync("node", server.Address(Database), server.PasswordFile, async (nodes, goesOn) =>
        {
            var victim = ++round % 2 == 0 ? nodes.First : nodes.Second;
            await victim.KillAsync(Token);
            await goesOn();
            await victim.StartAsync(Token);
        });
    }

    // Each round has people of its own, and is compared by itself: what one lost, the next must not make good.
    async Task RunAsync(string name, string address, string passwordFile, Func<CloudNodes, Func<Task>, Task> breakAsync)
    {
        await using var nodes = await CloudNodes.StartAsync(Path.Combine(lab.Folder, $"nodes-{name}"), ["--postgres", address, "--postgres-password-file", passwordFile]);
        await using var stack = await ProductLab.CreateAsync(lab, name, new() { Population = Population.Nobody }, Token, makeCloud: _ => Task.FromResult(nodes.First));
        await stack.Agent.StartAsync(Token);
        var gaps = new List<TimeSpan>();
        var (changes, retries) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            await using var load = await NodeLoad.StartAsync(stack, nodes.SignInAsync, round);
            await load.GoesOnAsync();
            var broken = Stopwatch.GetTimestamp();
            await breakAsync(nodes, async () =>
            {
                await load.GoesOnAsync();
                gaps.Add(Stopwatch.GetElapsedTime(broken));
            });
            await load.GoesOnAsync();
            await load.EndAsync();
            (changes, retries) = (changes + load.Changes, retries + load.Retries);
            TestContext.Current.SendDiagnosticMessage($"{name} {round + 1}: goes on after {gaps[^1].TotalSeconds:0.0} s; {load}");
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {Rounds} times, goes on after {gaps.Min().TotalSeconds:0.0} to {gaps.Max().TotalSeconds:0.0} s; {changes} passwords changed, {retries} sign-ins tried again; acknowledged and lost: 0");
    }

    PostgresOptions OptionsOf(string name) => new() { Name = $"postgres-{name}", LogFile = Path.Combine(lab.Folder, $"failover-{name}.log"), Durable = false };
}
