using Skybridge.Lab;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Domains;

/// <summary>Two domain controllers of one domain: each knows what the other was told, also after one was away.</summary>
public class JoiningTests(LabRun lab)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_one_replicates_both_ways_and_survives_the_first()
    {
        await HostPackages.EnsureAsync(HostPackages.Replication, cancellationToken: Token);
        await using var first = await lab.OwnAsync("joined-first", new() { Population = Population.Nobody, Replicates = true });
        await first.StartAsync(Token);
        await using var second = await first.JoinAsync(lab.Place("joined-second", new() { HostName = "dc8" }), Token);

        await first.Directory.AddAsync(new() { Name = "one", User = "one", Password = "at the first" }, Token);
        await second.Directory.AddAsync(new() { Name = "two", User = "two", Password = "at the second" }, Token);
        await AcceptsAsync(second, "one", "at the first");
        await AcceptsAsync(first, "two", "at the second");

        first.Suspend();
        await second.Directory.SetPasswordAsync("one", "while the first hangs", Token);
        await AcceptsAsync(second, "one", "while the first hangs");
        first.Resume();
        await AcceptsAsync(first, "one", "while the first hangs");

        await second.KillAsync(Token);
        await first.Directory.SetPasswordAsync("two", "while the second is dead", Token);
        await second.StartAsync(Token);
        await AcceptsAsync(second, "two", "while the second is dead");
        Assert.NotEqual((await first.Directory.GetStatusAsync(Token)).InvocationId, (await second.Directory.GetStatusAsync(Token)).InvocationId);
    }

    static Task AcceptsAsync(SambaDomainController domain, string user, string password) => Wait.UntilAsync(
        async token => (await domain.Kerberos.TryAsync(user, password, token)).Accepted, Limit, $"{user} at {domain.Options.FullHostName}", Token);
}
