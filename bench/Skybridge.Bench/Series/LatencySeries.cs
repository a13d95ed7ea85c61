using System.Diagnostics;
using System.Security.Cryptography;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.Bench.Series;

/// <summary>
/// From a password change in the directory to a sign-in with it, with the service at its defaults: changes at random moments, so that they are
/// spread over the interval in which the agent asks.
/// </summary>
sealed class LatencySeries(BenchStack stack, BenchOptions options)
{
    const string Name = "latency of a password change";
    const int ChangesPerRound = 20;

    // Longer than the agent's interval of one second: no change shall follow the one before in step.
    const int LongestPauseMilliseconds = 1500;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: false, cancellationToken);
        await agent.StartAsync(cancellationToken);
        using var client = BenchStack.CreateClient(cloud);
        await client.SignInAsync(stack.People[0].Upn, stack.People[0].Password, cancellationToken);

        var accepted = new List<double>();
        var changed = new HashSet<Person>();
        for (var i = 0; i < options.Rounds * ChangesPerRound; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(LongestPauseMilliseconds)), TimeProvider.System, cancellationToken);
            var person = stack.People[1 + RandomNumberGenerator.GetInt32(stack.People.Count - 1)];
            changed.Add(person);
            accepted.Add(await MeasureAsync(client, person, cancellationToken));
        }

        var delivered = await BenchStack.ReadDelaysAsync(agent, cancellationToken);
        // The domain controller serves the other series too, which know these people's first passwords.
        foreach (var person in changed)
            await stack.Domain.Directory.SetPasswordAsync(person.User, person.Password, cancellationToken);
        return
        [
            new(Name, "changed in the directory to signed in with it", "s", accepted) { Targets = [Target.Below(1), Target.Below(2.5, Statistic.P99)] },
            new(Name, "… to acknowledged by the cloud, median (the agent's)", "s", [delivered.Median]),
            new(Name, "… to acknowledged by the cloud, p99 (the agent's)", "s", [delivered.P99]),
        ];
    }

    // From the moment when the directory has stored it to the moment when tokens are in the hand of who uses it.
    async Task<double> MeasureAsync(OpenIdClient client, Person person, CancellationToken cancellationToken)
    {
        var password = $"Changed-{Guid.NewGuid():N}";
        await stack.Domain.Directory.SetPasswordAsync(person.User, password, cancellationToken: cancellationToken);
        var changed = Stopwatch.GetTimestamp();
        await Wait.UntilAsync(
            async token => await client.SignInAsync(person.Upn, password, token) is SignInResult.Accepted,
            Limit,
            $"the new password of {person.User}",
            cancellationToken);
        return Stopwatch.GetElapsedTime(changed).TotalSeconds;
    }
}
