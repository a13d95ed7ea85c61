using System.Globalization;
using System.Security.Cryptography;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Everything is killed at random moments under a random load of changes; afterwards nobody is lost, doubled, or has an older password than Active Directory's last.</summary>
/// <remarks>
/// A few kills unless <c>SKYBRIDGE_LAB_KILLS=1000</c> says how many; <c>SKYBRIDGE_LAB_SEED</c> makes the same choices again. With <c>-diagnostics</c> the
/// test program tells the seed and the figures.
/// </remarks>
public class CrashTests(LabRun lab)
{
    const int ShortKills = 12;
    const int KillsPerRound = 50;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_lost_doubled_or_left_with_an_older_password()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "crash", new() { Population = Population.Nobody }, Token);
        await RunAsync(stack, new EmbeddedCrashCloud(stack));
    }

    [Fact]
    public async Task Nor_with_a_database_server_and_two_nodes_that_are_killed_as_well()
    {
        await using var cloud = await ServedCrashCloud.StartAsync(Path.Combine(lab.Folder, "crash-served-cloud"));
        await using var stack = await ProductLab.CreateAsync(lab, "crash-served", new() { Population = Population.Nobody }, Token, makeCloud: _ => Task.FromResult(cloud.Nodes.First));
        await RunAsync(stack, cloud);
    }

    static async Task RunAsync(ProductLab stack, ICrashCloud cloud)
    {
        var kills = (int)(Number("SKYBRIDGE_LAB_KILLS") ?? ShortKills);
        var seed = Number("SKYBRIDGE_LAB_SEED") ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.SendDiagnosticMessage($"crash: {kills} kills, seed {seed}");
        await stack.Agent.StartAsync(Token);
        var load = new CrashLoad(stack, new SeededNumbers(seed));
        // The domain controller and the cloud before the agent, which waits for nobody.
        CrashVictim[] victims = [new("domain controller", 2, stack.Domain.KillAsync, stack.Domain.StartAsync), .. cloud.Victims, new("agent", 4, stack.Agent.KillAsync, stack.Agent.LaunchAsync)];
        var killer = new CrashKiller(victims, new SeededNumbers(seed + 1));
        await load.PrepareAsync(Token);

        // Compared after every round, so that what is wrong is told near to where it went wrong.
        for (var done = 0; done < kills; done += KillsPerRound)
        {
            await RunAsync(load, killer, Math.Min(KillsPerRound, kills - done));
            var findings = await CrashComparison.RunAsync(stack, cloud, load, Token);
            TestContext.Current.SendDiagnosticMessage(Describe(killer, load, findings.Count));
            Assert.True(findings.Count == 0, $"seed {seed}, {Describe(killer, load, findings.Count)}: {string.Join("; ", findings)}");
        }

        foreach (var person in load.People.TakeLast(5))
            Assert.Equal(person.SignsIn, await person.Person.IsLetInAsync(person.Person.Current));
    }

    static async Task RunAsync(CrashLoad load, CrashKiller killer, int kills)
    {
        using var stop = new CancellationTokenSource();
        var changing = load.RunAsync(stop.Token, Token);
        try
        {
            await killer.RunAsync(kills, Token);
        }
        finally
        {
            await stop.CancelAsync();
            await changing;
        }

        await load.SettleAsync(Token);
    }

    static string Describe(CrashKiller killer, CrashLoad load, int findings) =>
        $"crash: killed {string.Join(", ", killer.Kills.Select(kill => $"{kill.Key} {kill.Value}"))}; {load.Changes} changes, {load.People.Count} people compared, {findings} findings";

    static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
