using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Domains;

/// <summary>A directory is provisioned once, whoever asks for it and however many ask at the same time.</summary>
public class ProvisionCacheTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_who_ask_at_once_get_one_directory_from_nothing()
    {
        var made = 0;
        var cache = Path.Combine(lab.Folder, "cache");
        var options = new DomainControllerOptions { Domain = "cold.example", NetBiosName = "COLD", Population = Population.Nobody, Cache = cache };

        var both = await Task.WhenAll(CreateAsync("cold1"), CreateAsync("cold2"));
        var ids = await Task.WhenAll(both.Select(domain => domain.Directory.GetStatusAsync(Token)));

        Assert.Equal(1, made);
        Assert.Equal(ids[0].DomainSid, ids[1].DomainSid);
        Assert.Single(Directory.GetDirectories(cache));
        foreach (var domain in both)
            await domain.DisposeAsync();

        Task<SambaDomainController> CreateAsync(string name) => SambaDomainController.CreateAsync(
            lab.Place(name, options),
            line => made += line.StartsWith("provisioning", StringComparison.Ordinal) ? 1 : 0,
            Token);
    }

    [Fact]
    public async Task Copies_do_not_touch_each_other()
    {
        await using var one = await lab.OwnAsync("copy1");
        await using var two = await lab.OwnAsync("copy2");

        await one.Directory.AddUserAsync("only.here", "only.here@north.example", "Only-Here-1", Token);

        Assert.NotNull(await one.Directory.ReadAsync("only.here", cancellationToken: Token));
        Assert.Null(await two.Directory.ReadAsync("only.here", cancellationToken: Token));
    }
}
