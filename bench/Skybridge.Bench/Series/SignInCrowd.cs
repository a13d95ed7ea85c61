using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Skybridge.Bench.Measure;
using Skybridge.Lab.People;
using Skybridge.Lab.Processes;

namespace Skybridge.Bench.Series;

/// <summary>Some people at once who sign in at one server as fast as it lets them, for some seconds at a time.</summary>
/// <param name="people">Who they are; whose turn it is, is drawn.</param>
/// <param name="server">The process that has the work.</param>
/// <param name="signIn">Signs one person in, or throws.</param>
sealed class SignInCrowd(IReadOnlyList<Person> people, ProcessIdentity server, Func<Person, CancellationToken, Task> signIn)
{
    /// <summary>How many at once.</summary>
    public const int AtOnce = 8;

    const double Milliseconds = 1000;

    // Long enough for what is compiled in steps to be compiled.
    static readonly TimeSpan Warming = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(5);

    readonly ConcurrentBag<double> _durations = [];
    readonly List<double> _perSecond = [];
    readonly List<double> _cpuMilliseconds = [];

    /// <summary>Sign-ins per second, of each round.</summary>
    public IReadOnlyList<double> PerSecond => _perSecond;

    /// <summary>The server's CPU time for one sign-in, of each round.</summary>
    public IReadOnlyList<double> CpuMilliseconds => _cpuMilliseconds;

    /// <summary>How long each sign-in took.</summary>
    public IReadOnlyList<double> Durations => [.. _durations];

    /// <summary>Signs in for a while without counting.</summary>
    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        await SignInAsync(Warming, cancellationToken);
        _durations.Clear();
    }

    /// <summary>Signs in for one round.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var (before, started) = (ProcessUse.Of(server), Stopwatch.GetTimestamp());
        var count = await SignInAsync(RoundLength, cancellationToken);
        _perSecond.Add(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        _cpuMilliseconds.Add(Milliseconds * (ProcessUse.Of(server).CpuSeconds - before.CpuSeconds) / count);
    }

    async Task<int> SignInAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        return (await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OneAfterAnotherAsync(started, length, cancellationToken)))).Sum();
    }

    async Task<int> OneAfterAnotherAsync(long started, TimeSpan length, CancellationToken cancellationToken)
    {
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < length; count++)
        {
            var begun = Stopwatch.GetTimestamp();
            await signIn(people[RandomNumberGenerator.GetInt32(people.Count)], cancellationToken);
            _durations.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return count;
    }
}
