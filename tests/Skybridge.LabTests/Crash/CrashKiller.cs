using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>Kills the agent, the cloud (with its database, which lives in its process) and the domain controller at random, and starts them again.</summary>
sealed class CrashKiller(ProductLab stack, SeededNumbers numbers)
{
    /// <summary>How often each was killed.</summary>
    public SortedDictionary<string, int> Kills { get; } = new(StringComparer.Ordinal);

    /// <summary>Kills so many times; sometimes two at once.</summary>
    public async Task RunAsync(int kills, CancellationToken cancellationToken)
    {
        for (var done = 0; done < kills;)
        {
            await PauseAsync(1500, cancellationToken);
            var victims = new HashSet<string> { Choose() };
            if (done + 1 < kills && numbers.Below(5) == 0)
                victims.Add(Choose());
            foreach (var victim in victims)
                await KillAsync(victim, cancellationToken);
            await PauseAsync(400, cancellationToken);
            foreach (var victim in victims.Order(StringComparer.Ordinal).Reverse()) // The domain controller and the cloud before the agent, which waits for nobody.
                await StartAsync(victim, cancellationToken);
            done += victims.Count;
        }
    }

    string Choose() => numbers.Below(10) switch
    {
        < 4 => "agent",
        < 8 => "cloud",
        _ => "domain controller",
    };

    Task PauseAsync(int most, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(numbers.Below(most)), TimeProvider.System, cancellationToken);

    async Task KillAsync(string victim, CancellationToken cancellationToken)
    {
        Kills[victim] = Kills.GetValueOrDefault(victim) + 1;
        await (victim switch
        {
            "agent" => stack.Agent.KillAsync(cancellationToken),
            "cloud" => stack.Cloud.KillAsync(cancellationToken),
            _ => stack.Domain.KillAsync(cancellationToken),
        });
    }

    Task StartAsync(string victim, CancellationToken cancellationToken) => victim switch
    {
        "agent" => stack.Agent.LaunchAsync(cancellationToken),
        "cloud" => stack.Cloud.StartAsync(cancellationToken),
        _ => stack.Domain.StartAsync(cancellationToken),
    };
}
