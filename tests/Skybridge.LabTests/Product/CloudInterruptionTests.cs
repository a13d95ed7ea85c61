using Skybridge.Lab;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>The cloud is away, dies or hangs: everything arrives when it is back.</summary>
public class CloudInterruptionTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    public async Task Away_while_things_change(string how)
    {
        await using var stack = await ProductLab.StartAsync(lab, $"cloud-{how}", new() { Population = Population.Nobody }, Token);
        var stays = await stack.AddAsync("stays");
        var changes = await stack.AddAsync("changes");
        var leaves = await stack.AddAsync("leaves");
        await leaves.SignsInAsync();

        await (how == "stopped" ? stack.Cloud.StopAsync(Token) : stack.Cloud.KillAsync(Token));
        await changes.ResetAsync();
        await stack.Domain.Directory.DeleteAsync(leaves.Who, Token);
        var comes = await stack.AddAsync("comes");
        await stack.HasProblemAsync("cloud-unreachable");
        await changes.ResetAsync();
        await stack.Cloud.StartAsync(Token);

        await stack.AgreesAsync(stays, changes, comes);
        Assert.False(await leaves.IsLetInAsync());
        await stack.HasProblemAsync(null);
    }

    [Fact]
    public async Task Killed_with_a_batch_on_its_way()
    {
        await using var stack = await ProductLab.StartAsync(lab, "cloud-killed-in-delivery", new() { Population = Population.Nobody }, Token);
        var people = new List<ProductPerson>();
        for (var i = 0; i < 10; i++)
            people.Add(await stack.AddAsync($"many{i}"));
        await people[^1].SignsInAsync();

        await stack.HoldDeliveryAsync(() => Task.WhenAll(people.Select(person => person.ResetAsync())));
        await stack.Cloud.KillAsync(Token);
        await stack.Cloud.StartAsync(Token);

        await stack.AgreesAsync(people);
    }

    [Fact]
    public async Task Killed_during_the_first_full_synchronization()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "cloud-killed-in-full", LabRun.West, Token);
        await stack.Agent.LaunchAsync(Token);
        await Wait.UntilAsync(() => CloudStore.CountPeople(stack) >= 1000, ProductLab.Limit, "a page in the cloud", Token);

        await stack.Cloud.KillAsync(Token);
        await stack.Cloud.StartAsync(Token);

        await stack.AgreesInBulkAsync();
    }

    [Fact]
    public async Task Hanging_and_going_on()
    {
        await using var stack = await ProductLab.StartAsync(lab, "cloud-hangs", new() { Population = Population.Nobody }, Token);
        var people = new List<ProductPerson>();
        for (var i = 0; i < 10; i++)
            people.Add(await stack.AddAsync($"many{i}"));
        await people[^1].SignsInAsync();

        await stack.HoldDeliveryAsync(() => Task.WhenAll(people.Select(person => person.ResetAsync())));
        await people[0].ResetAsync();
        var comes = await stack.AddAsync("comes");
        stack.Cloud.Resume();

        await stack.AgreesAsync([.. people, comes]);
        await stack.HasProblemAsync(null);
    }
}
