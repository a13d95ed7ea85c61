using System.Diagnostics;
using System.Security.Cryptography;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>
/// How fast deliveries are stored, over HTTPS, client and server in this one process. Runs only when asked for: <c>-explicit only</c>.
/// </summary>
public sealed class DeliveryBenchmark
{
    const int People = 50_000;

    [Fact(Explicit = true)]
    public async Task Fifty_thousand_people()
    {
        await using var cloud = new RunningCloud { LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning };
        await cloud.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(cloud);
        var people = Enumerable.Range(0, People).Select(_ => new TestPerson()).ToList();
        var verifiers = PasswordVerifier.DeriveMany(RandomNumberGenerator.GetBytes(People * NtHash.Size));

        await DeliverAsync(
            agent,
            0,
            [.. people.Take(1000).Select(person => (person with { ObjectGuid = Guid.NewGuid(), Sam = $"{person.Sam}w" }).ImageOnly())],
            "warm up");
        await DeliverAsync(agent, 1000, [.. people.Select((person, i) => Whole(person, verifiers[i]))], "new people with passwords");
        await DeliverAsync(
            agent,
            2000,
            [.. people.Select(person => person.ImageOnly() with { Password = person.VersionOnly().Password })],
            "the same again, without verifiers");
        await DeliverAsync(
            agent,
            3000,
            [.. people.Select((person, i) => Whole(person with { Version = 2 }, verifiers[i]) with { Person = null })],
            "changed passwords");
        await DeliverAsync(
            agent,
            4000,
            [.. people.Select(person => (person with { DisplayName = "Changed" }).ImageOnly())],
            "changed attributes");
        await DeliverAsync(agent, 5000, [.. people.Select(person => person.Removed())], "removals");
    }

    static DirectoryChange Whole(TestPerson person, PasswordVerifier verifier) => new()
    {
        Anchor = person.Anchor,
        ObjectGuid = person.ObjectGuid,
        Person = person.Image,
        Password = new PasswordChange { Version = person.PasswordVersion, Verifier = verifier },
    };

    static async Task DeliverAsync(TestAgent agent, long sequence, IReadOnlyList<DirectoryChange> changes, string what)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, started) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        foreach (var batch in changes.Chunk(DeliveryBatch.MaxChanges))
        {
            var receipt = await agent.DeliverAsync(++sequence, batch);
            Assert.All(receipt.Outcomes, outcome => Assert.Equal(DeliveryStatus.Success, outcome.Status));
        }

        process.Refresh();
        var (wall, used) = (Stopwatch.GetElapsedTime(started), process.TotalProcessorTime - cpu);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what,-36} {changes.Count,6} changes  {wall.TotalSeconds,6:F2} s  {used.TotalSeconds,6:F2} s CPU  {changes.Count / wall.TotalSeconds,8:F0} changes/s");
    }
}
