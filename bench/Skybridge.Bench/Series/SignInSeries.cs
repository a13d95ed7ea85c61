using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Skybridge.Bench.Measure;
using Skybridge.Bench.Report;
using Skybridge.Bench.Stack;
using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.Product;

namespace Skybridge.Bench.Series;

/// <summary>Sign-ins through the real form, with all that belongs to one: redirects, cookies, code, tokens, userinfo, checked signature.</summary>
sealed class SignInSeries(BenchStack stack, BenchOptions options)
{
    const string Name = "sign-in through the form";
    const int AtOnce = 8;
    const double Milliseconds = 1000;

    static readonly TimeSpan Warming = TimeSpan.FromSeconds(4);
    static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(5);

    readonly ConcurrentBag<double> _durations = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var cloud = await stack.StartCloudAsync(cancellationToken);
        await using var agent = await stack.SetUpAgentAsync(cloud, cancellationToken);
        await BenchStack.SynchronizeAsync(agent, full: true, cancellationToken);
        await RoundAsync(cloud, Warming, cancellationToken);
        _durations.Clear();

        var rounds = new List<(double PerSecond, double CpuMilliseconds)>();
        for (var i = 0; i < options.Rounds; i++)
            rounds.Add(await RoundAsync(cloud, RoundLength, cancellationToken));
        return
        [
            new(Name, $"sign-ins, {AtOnce} people at once", "per s", [.. rounds.Select(round => round.PerSecond)]),
            new(Name, "cloud, CPU per sign-in", "ms", [.. rounds.Select(round => round.CpuMilliseconds)]),
            new(Name, "one sign-in", "ms", [.. _durations]),
            new(Name, "cloud, peak memory", "MB", [ProcessUse.Of(cloud.Process!.Value).PeakMegabytes]),
        ];
    }

    async Task<(double PerSecond, double CpuMilliseconds)> RoundAsync(CloudServer cloud, TimeSpan length, CancellationToken cancellationToken)
    {
        using var client = BenchStack.CreateClient(cloud);
        var (before, started) = (ProcessUse.Of(cloud.Process!.Value), Stopwatch.GetTimestamp());
        var counts = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SignInUntilAsync(client, started, length, cancellationToken)));
        var (count, seconds) = (counts.Sum(), Stopwatch.GetElapsedTime(started).TotalSeconds);
        return (count / seconds, Milliseconds * (ProcessUse.Of(cloud.Process!.Value).CpuSeconds - before.CpuSeconds) / count);
    }

    async Task<int> SignInUntilAsync(OpenIdClient client, long started, TimeSpan length, CancellationToken cancellationToken)
    {
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < length; count++)
        {
            var person = stack.People[RandomNumberGenerator.GetInt32(stack.People.Count)];
            var begun = Stopwatch.GetTimestamp();
            var result = await client.SignInAsync(person.Upn, person.Password, cancellationToken);
            if (result is not SignInResult.Accepted)
                throw new LabException($"{person.User} was not let in: {result}.", "Look at the cloud's log in .lab/bench.");

            _durations.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return count;
    }
}
