using System.Globalization;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Product;

/// <summary>Two agents of one domain: whatever befalls the one that leads, the other goes on, nothing is lost, and there are never two deliverers.</summary>
/// <remarks>Once each; <c>SKYBRIDGE_LAB_TAKEOVERS=20</c> says how often, and with <c>-diagnostics</c> the test program tells how long each took.</remarks>
public class TakeOverTests(LabRun lab)
{
    const string TimesVariable = "SKYBRIDGE_LAB_TAKEOVERS";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static int Times => int.TryParse(Environment.GetEnvironmentVariable(TimesVariable), CultureInfo.InvariantCulture, out var times) ? times : 1;

    [Fact]
    public Task The_leader_is_killed() => ProveAsync("leader-killed", (_, leader) => leader.KillAsync(Token), (_, leader) => leader.StartAsync(Token));

    [Fact]
    public Task The_leader_is_frozen_and_wakes_up() => ProveAsync("leader-frozen", (_, leader) => Now(leader.Suspend), (_, leader) => Now(leader.Resume));

    [Fact]
    public Task The_leader_is_cut_off_from_the_cloud() => ProveAsync(
        "leader-cut-off", (pair, leader) => Now(pair.WayOf(leader).Cut), (pair, leader) => Now(pair.WayOf(leader).Mend));

    [Fact]
    public async Task Stopped_it_hands_over_and_who_leads_is_said_everywhere()
    {
        await using var pair = await AgentPair.StartAsync(lab, "leader-stopped");
        var (leader, follower) = await pair.RolesAsync();
        var name = Path.GetFileName(leader.Home);

        Assert.Equal(name, (await follower.StatusAsync(Token)).Leader);
        Assert.Contains($"the agent {name} leads", await follower.CommandAsync(["sync"], Token), StringComparison.Ordinal);
        var examination = await Examination.RunAsync(follower);
        Assert.Empty(examination.Found);
        Assert.Contains($"{name} on ", Assert.Single(examination.ClearedOf("staging-mode")), StringComparison.Ordinal);
        Assert.Contains("stands by for north.example", await pair.Stack.Cloud.CommandAsync(["agent", "list"], Token), StringComparison.Ordinal);

        var person = await pair.Stack.AddSignedInAsync("before");
        await leader.StopAsync(Token);
        await person.ResetAsync();
        await person.SignsInAsync(person.Current);
        await leader.StartAsync(Token);
        Assert.Equal((follower, leader), await pair.RolesAsync());
        pair.HadOneDelivererAtATime();
    }

    async Task ProveAsync(string name, Func<AgentPair, AgentInstance, Task> fault, Func<AgentPair, AgentInstance, Task> mend)
    {
        await using var pair = await AgentPair.StartAsync(lab, name);
        var people = new List<ProductPerson>();
        for (var i = 0; i < 4; i++)
            people.Add(await pair.Stack.AddSignedInAsync($"person{i}"));

        var took = new List<TimeSpan>();
        for (var i = 0; i < Times; i++)
        {
            took.Add(await pair.TakeOverAsync(people, leader => fault(pair, leader), leader => mend(pair, leader)));
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{name} {i + 1}: {took[^1].TotalSeconds:0.0} s"));
        }

        pair.HadOneDelivererAtATime();
        await AgreesAsync(pair.Stack, people);
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {took.Count} take-overs, {took.Min().TotalSeconds:0.0} to {took.Max().TotalSeconds:0.0} s, mean {took.Average(one => one.TotalSeconds):0.0} s"));
    }

    // To try the former passwords of many rounds would be guessing, and is slowed: then it is the last of each that must be refused.
    static async Task AgreesAsync(ProductLab stack, IReadOnlyList<ProductPerson> people)
    {
        if (Times == 1)
        {
            await stack.AgreesAsync(people);
            return;
        }

        foreach (var person in people)
        {
            await person.SignsInAsync(person.Current);
            Assert.False(await person.IsLetInAsync(person.Former.Last()));
        }

        Assert.Equal(people.Select(person => person.Upn), (await stack.SynchronizedAsync()).Select(person => person.UserName).Where(name => name.StartsWith("person", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
