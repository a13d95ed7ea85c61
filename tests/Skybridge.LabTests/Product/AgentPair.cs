using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Skybridge.Lab;
using Skybridge.Lab.Domains;
using Skybridge.Lab.Product;

namespace Skybridge.LabTests.Product;

/// <summary>A whole product with two agents of the one domain, each with a way of its own to the cloud.</summary>
sealed partial class AgentPair : IAsyncDisposable
{
    readonly AgentInstance[] _agents;
    readonly CloudRelay[] _relays;

    AgentPair(ProductLab stack)
    {
        Stack = stack;
        _agents = [stack.Agent, stack.NewAgent("second")];
        _relays = [new(stack.Cloud.Url), new(stack.Cloud.Url)];
    }

    public ProductLab Stack { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts both; one of them leads.</summary>
    public static async Task<AgentPair> StartAsync(LabRun lab, string name)
    {
        var pair = new AgentPair(await ProductLab.CreateAsync(lab, name, new() { Population = Population.Nobody }, Token));
        await pair._agents[1].InitAsync(pair.Stack.Domain, pair.Stack.Cloud, cancellationToken: Token);
        for (var i = 0; i < 2; i++)
        {
            await SetCloudAsync(pair._agents[i], pair._relays[i].Url);
            await pair._agents[i].StartAsync(Token);
        }

        return pair;
    }

    /// <summary>Waits until one leads and the other stands by for it.</summary>
    public async Task<(AgentInstance Leader, AgentInstance Follower)> RolesAsync()
    {
        AgentInstance[] roles = [];
        await Wait.UntilAsync(
            async token =>
            {
                var leads = new List<string?>();
                foreach (var agent in _agents)
                    leads.Add((await agent.StatusAsync(token)).Role);
                roles = leads is ["leads", "stands-by"] ? _agents : leads is ["stands-by", "leads"] ? [_agents[1], _agents[0]] : [];
                return roles.Length > 0;
            },
            ProductLab.Limit,
            "one agent that leads, and one that stands by",
            Token);
        return (roles[0], roles[1]);
    }

    /// <summary>The way of an agent to the cloud.</summary>
    public CloudRelay WayOf(AgentInstance agent) => _relays[Array.IndexOf(_agents, agent)];

    /// <summary>Changes passwords around a fault of the leader, and returns how long the last one took, which only the other agent can have delivered.</summary>
    public async Task<TimeSpan> TakeOverAsync(IReadOnlyList<ProductPerson> people, Func<AgentInstance, Task> fault, Func<AgentInstance, Task> mend)
    {
        var (leader, follower) = await RolesAsync();
        await people[0].ResetAsync();
        await people[0].SignsInAsync(people[0].Current);
        await people[1].ResetAsync();

        var started = Stopwatch.GetTimestamp();
        await fault(leader);
        await people[2].ResetAsync();
        await people[2].SignsInAsync(people[2].Current);
        var took = Stopwatch.GetElapsedTime(started);

        await people[1].SignsInAsync(people[1].Current);
        await people[3].ResetAsync();
        await mend(leader);
        await people[3].SignsInAsync(people[3].Current);
        Assert.Equal((follower, leader), await RolesAsync());
        return took;
    }

    /// <summary>That there was never more than one deliverer, as the cloud wrote down what it stored: each term is one agent's, and none came after a later one.</summary>
    public void HadOneDelivererAtATime()
    {
        var batches = File.ReadAllLines(Stack.Cloud.LogFile).Select(line => Taken().Match(line)).Where(match => match.Success)
            .Select(match => (Agent: match.Groups["agent"].Value, Term: int.Parse(match.Groups["term"].Value, CultureInfo.InvariantCulture))).ToList();

        Assert.NotEmpty(batches);
        Assert.Equal(batches.Select(batch => batch.Term).Order(), batches.Select(batch => batch.Term));
        Assert.All(batches.GroupBy(batch => batch.Term), term => Assert.Single(term.Select(batch => batch.Agent).Distinct()));
        Assert.Equal(2, batches.Select(batch => batch.Agent).Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            relay.Mend();
        await _agents[1].DisposeAsync();
        await Stack.DisposeAsync();
        foreach (var relay in _relays)
            await relay.DisposeAsync();
    }

    static async Task SetCloudAsync(AgentInstance agent, Uri url)
    {
        var path = Path.Combine(agent.Home, "agent.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        settings["cloud"]!["url"] = url.ToString();
        await File.WriteAllTextAsync(path, settings.ToJsonString(), Token);
    }

    [GeneratedRegex(@"Took batch \d+ of agent (?<agent>\S+) for \S+ in term (?<term>\d+): \d+ changes")]
    private static partial Regex Taken();
}
