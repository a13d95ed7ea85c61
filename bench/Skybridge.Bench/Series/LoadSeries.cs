using System.Diagnostics;
using System.Security.Cryptography;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.Bench.Series;

/// <summary>Password changes at a steady rate while as many people as can sign in at once: whether what waits grows.</summary>
sealed class LoadSeries(BenchStack stack, BenchOptions options)
{
    const string Name = "changes and sign-ins at once";
    const int ChangesPerHour = 50_000;
    const int SigningIn = 8;

    static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    readonly List<(double Changes, double SignIns, double Drain)> _rounds = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: false, cancellationToken);
        await agent.StartAsync(cancellationToken);
        var half = stack.People.Count / 2;
        var (changing, signing) = (stack.People.Take(half).ToList(), stack.People.Skip(half).ToList());
        using var client = BenchStack.CreateClient(cloud);
        for (var i = 0; i < options.Rounds; i++)
            _rounds.Add(await RoundAsync(client, changing, signing, cancellationToken));

        var delays = await BenchStack.ReadDelaysAsync(agent, cancellationToken);
        // The other series know these people's first passwords.
        foreach (var person in changing.Take(Math.Min(half, Changed)))
            await stack.Domain.Directory.SetPasswordAsync(person.User, person.Password, cancellationToken);
        return
        [
            new(Name, $"password changes, {ChangesPerHour} an hour wanted", "per hour", [.. _rounds.Select(round => 3600 * round.Changes)]),
            new(Name, $"sign-ins beside them, {SigningIn} people at once", "per s", [.. _rounds.Select(round => round.SignIns)]),
            new(Name, "the last change of a round, until it signs in", "s", [.. _rounds.Select(round => round.Drain)]),
            new(Name, "a change, to the cloud's acknowledgement, median (the agent's)", "s", [delays.Median]),
            new(Name, "a change, to the cloud's acknowledgement, p99 (the agent's)", "s", [delays.P99]),
            new(Name, "agent, peak memory", "MB", [ProcessUse.Of(agent.Process!.Value).PeakMegabytes]),
            new(Name, "cloud, peak memory", "MB", [ProcessUse.Of(cloud.Process!.Value).PeakMegabytes]),
        ];
    }

    int Changed { get; set; }

    async Task<(double Changes, double SignIns, double Drain)> RoundAsync(OpenIdClient client, List<Person> changing, List<Person> signing, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(RoundLength);
        var started = Stopwatch.GetTimestamp();
        var signIns = Task.WhenAll(Enumerable.Range(0, SigningIn).Select(_ => SignInAsync(client, signing, end.Token)));
        var (changes, last, password) = await ChangeAsync(changing, end.Token);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var drain = Stopwatch.GetTimestamp();
        await Wait.UntilAsync(async token => await client.SignInAsync(last.Upn, password, token) is SignInResult.Accepted, Limit, $"the last change, of {last.User}", cancellationToken);
        return (changes / seconds, (await signIns).Sum() / seconds, Stopwatch.GetElapsedTime(drain).TotalSeconds);
    }

    // In step with the clock, and not with the directory: what takes longer makes the next come sooner.
    async Task<(int Count, Person Last, string Password)> ChangeAsync(List<Person> people, CancellationToken end)
    {
        var (count, last, password) = (0, people[0], "");
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1) / ChangesPerHour);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                (last, password) = (people[Changed % people.Count], $"Changed-{Guid.NewGuid():N}");
                await stack.Domain.Directory.SetPasswordAsync(last.User, password, CancellationToken.None);
                (count, Changed) = (count + 1, Changed + 1);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }

        return (count, last, password);
    }

    static async Task<int> SignInAsync(OpenIdClient client, List<Person> people, CancellationToken end)
    {
        var count = 0;
        while (!end.IsCancellationRequested)
        {
            var person = people[RandomNumberGenerator.GetInt32(people.Count)];
            var result = await client.SignInAsync(person.Upn, person.Password, CancellationToken.None);
            if (result is not SignInResult.Accepted)
                throw new LabException($"{person.User} was not let in: {result}.", "Look at the cloud's log in .lab/bench.");
            count++;
        }

        return count;
    }
}
