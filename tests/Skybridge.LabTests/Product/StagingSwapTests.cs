using System.Text.Json;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary>Two agents, one of them in staging mode: nothing of it reaches the cloud. The roles are swapped while people change: nothing is lost, nothing doubled.</summary>
public class StagingSwapTests(LabRun lab)
{
    const int People = 8;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_are_swapped_and_swapped_back_while_people_change()
    {
        await using var stack = await ProductLab.StartAsync(lab, "staging-swap", new() { Population = Population.Nobody }, Token);
        await using var second = stack.NewAgent("second");
        await second.InitAsync(stack.Domain, stack.Cloud, more: ["--staging"], cancellationToken: Token);
        await second.StartAsync(Token);
        var people = new List<ProductPerson>();
        for (var i = 0; i < People; i++)
            people.Add(await stack.AddSignedInAsync($"swap{i}"));
        await second.SyncAsync(Token);
        Assert.Equal(["agent"], CloudStore.ReadDeliverers(stack));

        await SwapAsync(stack, people, stack.Agent, second);
        Assert.Contains("second", CloudStore.ReadDeliverers(stack));
        await SwapAsync(stack, people, second, stack.Agent);

        // What waits in staging mode is nothing that went wrong.
        await stack.Domain.Directory.DeleteAsync(people[^1].Who, Token);
        var synced = await second.TryCommandAsync(["sync"], Token);
        Assert.Equal((0, true), (synced.ExitCode, synced.Output.Contains("staging mode", StringComparison.Ordinal)));
        Assert.Contains("this agent delivers none of them", await second.CommandAsync(["status"], Token), StringComparison.Ordinal);
    }

    static async Task SwapAsync(ProductLab stack, List<ProductPerson> people, AgentInstance leaves, AgentInstance comes)
    {
        using var stop = new CancellationTokenSource();
        var changing = ChangeAsync(people, stop.Token);
        await leaves.CommandAsync(["staging", "on"], Token);
        await comes.CommandAsync(["staging", "off"], Token);
        await stop.CancelAsync();
        await changing;
        await people[0].ResetAsync();

        await stack.AgreesAsync(people);
        using var events = JsonDocument.Parse(await leaves.CommandAsync(["events", "--number", "714", "--json"], Token));
        Assert.Contains(events.RootElement.EnumerateArray(), entry => entry.GetProperty("text").GetString()!.StartsWith("Staging mode is on", StringComparison.Ordinal));
    }

    static async Task ChangeAsync(List<ProductPerson> people, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
            await people[i % people.Count].ResetAsync();
    }
}
