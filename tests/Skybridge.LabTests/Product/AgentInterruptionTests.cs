using Skybridge.Lab;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>The agent dies, wherever it is: what is delivered is delivered, what is not is delivered later, and nobody is doubled or lost.</summary>
public class AgentInterruptionTests(LabRun lab)
{
    const int OnePage = 1000;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_again_and_again_during_the_first_full_synchronization()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "killed-in-full", LabRun.West, Token);

        for (var pages = 1; pages <= 2; pages++)
        {
            await stack.Agent.LaunchAsync(Token);
            await Wait.UntilAsync(() => CloudStore.CountPeople(stack) >= pages * OnePage, ProductLab.Limit, $"{pages} pages in the cloud", Token);
            await stack.Agent.KillAsync(Token);
        }

        await stack.Agent.LaunchAsync(Token);
        await Wait.UntilAsync(() => CloudStore.CountPeople(stack) >= OnePage, ProductLab.Limit, "a page in the cloud", Token);
        await stack.Agent.KillAsync(Token);
        await stack.Agent.StartAsync(Token);

        await stack.AgreesInBulkAsync();
    }

    [Fact]
    public async Task Killed_with_a_batch_on_its_way()
    {
        await using var stack = await StartAsync("killed-before-delivery");
        var people = await AddManyAsync(stack, 20);

        await stack.HoldDeliveryAsync(() => Task.WhenAll(people.Select(person => person.ResetAsync())));
        await stack.Agent.KillAsync(Token);
        stack.Cloud.Resume();
        await stack.Agent.StartAsync(Token);

        await stack.AgreesAsync(people);
    }

    [Fact]
    public async Task Killed_between_the_delivery_and_the_storing_of_what_the_cloud_said()
    {
        await using var stack = await StartAsync("killed-after-delivery");
        var people = await AddManyAsync(stack, 20);

        await stack.HoldDeliveryAsync(() => Task.WhenAll(people.Select(person => person.ResetAsync())));
        stack.Agent.Suspend();
        stack.Cloud.Resume();
        await stack.SignsInAsync(people[^1].Upn, people[^1].Current!);
        await stack.Agent.KillAsync(Token);
        var afterwards = await people[0].ResetAsync();
        await stack.Agent.StartAsync(Token);

        Assert.Equal(afterwards, people[0].Current);
        await stack.AgreesAsync(people);
    }

    [Fact]
    public async Task Killed_while_it_had_nothing_to_do()
    {
        await using var stack = await StartAsync("killed-idle");
        var people = await AddManyAsync(stack, 4);
        await stack.AgreesAsync(people);

        await stack.Agent.KillAsync(Token);
        await people[0].ResetAsync();
        await stack.Domain.Directory.DisableAsync(people[1].Who, Token);
        people[1].Current = null;
        await stack.Domain.Directory.DeleteAsync(people[2].Who, Token);
        people[2].Current = null;
        var fresh = await stack.AddAsync("came.meanwhile");
        await stack.Agent.StartAsync(Token);

        await stack.AgreesAsync([people[0], people[1], people[3], fresh]);
        Assert.False(await people[2].IsLetInAsync());
    }

    [Fact]
    public async Task Stopped_while_a_password_changes_twice()
    {
        await using var stack = await StartAsync("stopped");
        var people = await AddManyAsync(stack, 3);
        await stack.AgreesAsync(people);

        await stack.Agent.StopAsync(Token);
        await people[0].ResetAsync();
        await people[0].ResetAsync();
        await people[1].ResetAsync();
        await stack.Domain.Directory.SetPasswordAsync(people[1].Who, people[1].Password, Token);
        people[1].Current = people[1].Password;
        await stack.Agent.StartAsync(Token);

        await stack.AgreesAsync(people);
    }

    Task<ProductLab> StartAsync(string name) => ProductLab.StartAsync(lab, name, new() { Population = Population.Nobody }, Token);

    static async Task<List<ProductPerson>> AddManyAsync(ProductLab stack, int count)
    {
        var people = new List<ProductPerson>();
        for (var i = 0; i < count; i++)
            people.Add(await stack.AddAsync($"many{i:00}"));
        await people[^1].SignsInAsync();
        return people;
    }
}
