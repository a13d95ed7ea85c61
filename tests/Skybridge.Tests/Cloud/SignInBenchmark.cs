using System.Diagnostics;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How many people sign in per second through the form, page and answer, client and server in this one process. Only when asked for.</summary>
public sealed class SignInBenchmark
{
    const int People = 2000;
    const int AtOnce = 8;

    [Fact(Explicit = true)]
    public async Task Two_thousand_people_sign_in()
    {
        await using var cloud = new RunningCloud { LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning };
        await cloud.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(cloud);
        var people = Enumerable.Range(0, People).Select(_ => new TestPerson()).ToList();
        foreach (var part in people.Chunk(1000))
            await agent.DeliverAsync([.. part.Select(person => person.Whole())]);

        using var process = Process.GetCurrentProcess();
        var (cpu, started) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(people.Chunk(People / AtOnce), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (part, _) =>
        {
            using var browser = new TestBrowser(cloud);
            foreach (var person in part)
                Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
        });

        process.Refresh();
        var (wall, used) = (Stopwatch.GetElapsedTime(started), process.TotalProcessorTime - cpu);
        TestContext.Current.TestOutputHelper!.WriteLine($"{People} sign-ins {wall.TotalSeconds:F2} s {used.TotalSeconds:F2} s CPU {People / wall.TotalSeconds:F0}/s");
    }
}
