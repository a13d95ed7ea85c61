using Skybridge.Sync.Engine;
using Skybridge.Tests.Cloud.Support;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Tests.Troubleshooting;

public class StoreUnusableTests
{
    [Theory]
    [InlineData(0, "0 KiB")]
    [InlineData(4_194_303, "4 MiB")]
    public void With_no_room_it_is_an_error(long free, string said)
    {
        var finding = Judge(store => store with { FreeBytes = free });

        Assert.Equal((Verdict.Found, Severity.Error), (finding.Verdict, finding.Severity));
        Assert.Contains($"Of 40 GiB in the file system of /var/lib/skybridge, {said} are left", finding.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_194_304)]
    [InlineData(104_857_599)]
    public void With_little_room_it_is_a_warning(long free) =>
        Assert.Equal("Found Warning", Judge(store => store with { FreeBytes = free }) is var finding ? $"{finding.Verdict} {finding.Severity}" : "");

    [Fact]
    public void A_hundred_mebibytes_are_enough() => Assert.Equal(Verdict.Cleared, Judge(store => store with { FreeBytes = 100 << 20 }).Verdict);

    [Fact]
    public void What_takes_no_writes_is_found_whatever_room_there_is() =>
        Assert.Contains("takes no writes", Judge(store => store with { IsReadOnly = true }).Seen, StringComparison.Ordinal);

    [Fact]
    public void Room_that_nobody_knows_of_is_not_called_enough() => Assert.Equal(Verdict.Inconclusive, Judge(store => store with { FreeBytes = null }).Verdict);

    [Fact]
    public void A_damaged_database_is_found()
    {
        var finding = Judge(Scenery.Healthy.With(domain => domain with { Stored = null, StoreObstacle = "file is not a database", StoreDamage = "file is not a database" }));

        Assert.Equal(Verdict.Found, finding.Verdict);
        Assert.Contains("corp.example is damaged: file is not a database", finding.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_service_says_of_its_store_is_found()
    {
        var problem = new HealthProblem("store-unusable", "The agent's own store does not work: attempt to write a readonly database", "Check the permissions.", Scenery.Now.AddMinutes(-3));
        var finding = Judge(Scenery.Healthy.With(domain => domain with { Stored = domain.Stored! with { Health = domain.Stored.Health! with { Problem = problem } } }));

        Assert.Equal(["Check the permissions."], finding.Remedy);
    }

    [Fact]
    public void The_probe_sees_the_room_and_writes_nothing()
    {
        var folder = Directory.CreateDirectory(TemporaryFolder.NewPath()).FullName;
        var settings = Path.Combine(folder, "agent.json");
        File.WriteAllText(settings, "{}");
        var before = File.GetLastWriteTimeUtc(settings);

        var sight = HomeProbe.Look(Path.Combine(folder, "agent.db"), settings);

        Assert.True(sight is { FreeBytes: > 0, IsReadOnly: false } && sight.FreeBytes <= sight.TotalBytes);
        Assert.Equal(("{}", before), (File.ReadAllText(settings), File.GetLastWriteTimeUtc(settings)));
        Assert.Equal([settings], Directory.GetFiles(sight.Folder));
    }

    static Finding Judge(Func<StoreSight, StoreSight> change) => Judge(Scenery.Healthy with { Agent = Scenery.Healthy.Agent with { Store = change(Scenery.Healthy.Agent.Store!) } });

    static Finding Judge(Sights sights) => Assert.Single(Examiner.Examine(sights, [new StoreUnusable()]).Findings);
}
