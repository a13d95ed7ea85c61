namespace Skybridge.LabTests.Crash;

/// <summary>Kills at random, now and then two at once, and starts again what it killed.</summary>
/// <param name="victims">What is killed, in the order in which it is started again.</param>
/// <param name="numbers">What chance says.</param>
sealed class CrashKiller(IReadOnlyList<CrashVictim> victims, SeededNumbers numbers)
{
    /// <summary>How often each was killed.</summary>
    public SortedDictionary<string, int> Kills { get; } = new(StringComparer.Ordinal);

    /// <summary>Kills so many times; sometimes two at once.</summary>
    public async Task RunAsync(int kills, CancellationToken cancellationToken)
    {
        for (var done = 0; done < kills;)
        {
            await PauseAsync(1500, cancellationToken);
            var chosen = new HashSet<CrashVictim> { Choose() };
            if (done + 1 < kills && numbers.Below(5) == 0)
                chosen.Add(Choose());
            foreach (var victim in chosen)
            {
                Kills[victim.Name] = Kills.GetValueOrDefault(victim.Name) + 1;
                await victim.KillAsync(cancellationToken);
            }

            await PauseAsync(400, cancellationToken);
            foreach (var victim in victims.Where(chosen.Contains))
                await victim.StartAsync(cancellationToken);
            done += chosen.Count;
        }
    }

    CrashVictim Choose()
    {
        var number = numbers.Below(victims.Sum(victim => victim.Weight));
        return victims.First(victim => (number -= victim.Weight) < 0);
    }

    Task PauseAsync(int most, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(numbers.Below(most)), TimeProvider.System, cancellationToken);
}
