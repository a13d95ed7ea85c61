using Skybridge.Lab;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>The domain controller restarts, hangs or is away. Samba forgets a cycle with the connection: it is begun again, and nobody is lost.</summary>
public class DomainControllerInterruptionTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restarted_in_the_middle_of_a_full_synchronization()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "dc-restarted-in-full", LabRun.West, Token);
        await stack.Agent.LaunchAsync(Token);

        // A batch that the cloud does not take keeps the agent in the middle of the cycle.
        await Wait.UntilAsync(() => CloudStore.CountPeople(stack) >= 1000, ProductLab.Limit, "a page in the cloud", Token);
        stack.Cloud.Suspend();
        await stack.Domain.RestartAsync(Token);
        stack.Cloud.Resume();

        await stack.AgreesInBulkAsync();
        await stack.HasProblemAsync(null);
    }

    [Fact]
    public async Task Killed_and_started_while_nothing_happens()
    {
        await using var stack = await StartAsync("dc-killed");
        var person = await stack.AddSignedInAsync("patient");

        await stack.Domain.KillAsync(Token);
        await stack.HasProblemAsync("domain-controller-unreachable");
        await stack.Domain.StartAsync(Token);
        await person.ResetAsync();

        await stack.AgreesAsync(person);
        await stack.HasProblemAsync(null);
    }

    [Fact]
    public async Task Away_while_its_directory_changes()
    {
        await using var stack = await StartAsync("dc-away");
        var changes = await stack.AddAsync("changes");
        var leaves = await stack.AddSignedInAsync("leaves");

        await stack.Domain.StopAsync(Token);
        await changes.ResetAsync();
        await stack.Domain.Directory.DeleteAsync(leaves.Who, Token);
        await stack.HasProblemAsync("domain-controller-unreachable");
        var comes = await stack.AddAsync("comes");
        await stack.Domain.StartAsync(Token);

        await stack.AgreesAsync(changes, comes);
        Assert.False(await leaves.IsLetInAsync());
    }

    [Fact]
    public async Task Hanging_and_going_on()
    {
        await using var stack = await StartAsync("dc-hangs");
        var person = await stack.AddSignedInAsync("waits");

        stack.Domain.Suspend();
        await person.ResetAsync();
        await person.ResetAsync();
        stack.Domain.Resume();

        await stack.AgreesAsync(person);
    }

    Task<ProductLab> StartAsync(string name) => ProductLab.StartAsync(lab, name, new() { Population = Population.Nobody }, Token);
}
