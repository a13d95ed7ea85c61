using Skybridge.Sync.Directory;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Which domain controllers DNS names, and in which order they are tried.</summary>
public sealed class DomainControllerLocatorTests : IAsyncDisposable
{
    readonly FakeDns _dns = new();

    public ValueTask DisposeAsync() => _dns.DisposeAsync();

    [Fact]
    public async Task The_lower_priority_comes_first_and_among_equals_the_lot_decides_by_weight()
    {
        _dns.Services.AddRange([(10, 100, "far.corp.example"), (0, 10, "light.corp.example"), (0, 90, "heavy.corp.example")]);
        foreach (var (i, (_, _, name)) in _dns.Services.Index())
            _dns.Addresses[name] = $"10.0.0.{i + 1}";

        var bounds = new List<int>();
        var found = await FindAsync(bound =>
        {
            bounds.Add(bound);
            return bound - 1;
        });

        Assert.Equal([101, 11, 101], bounds);
        Assert.Equal([new("10.0.0.3", "heavy.corp.example"), new("10.0.0.2", "light.corp.example"), new("10.0.0.1", "far.corp.example")], found);
    }

    [Fact]
    public async Task One_without_an_address_goes_by_its_name_and_does_not_stand_in_the_way()
    {
        _dns.Services.AddRange([(0, 0, "lost.corp.example"), (1, 0, "dc1.corp.example")]);
        _dns.Addresses["dc1.corp.example"] = "10.0.0.1";

        Assert.Equal([new("lost.corp.example", "lost.corp.example"), new("10.0.0.1", "dc1.corp.example")], await FindAsync());
    }

    [Fact]
    public async Task One_whose_address_nobody_answers_for_does_not_stand_in_the_way()
    {
        _dns.Services.AddRange([(0, 0, "mute.corp.example"), (1, 0, "dc1.corp.example")]);
        _dns.Addresses["dc1.corp.example"] = "10.0.0.1";
        _dns.Silent.Add("mute.corp.example");

        Assert.Equal([new("mute.corp.example", "mute.corp.example"), new("10.0.0.1", "dc1.corp.example")], await FindAsync());
    }

    [Fact]
    public async Task A_domain_that_dns_does_not_know_is_named_with_the_question_and_the_server()
    {
        var error = await Assert.ThrowsAsync<DomainNotFoundException>(FindAsync);

        Assert.Equal($"DNS knows no domain controller: _ldap._tcp.dc._msdcs.corp.example (SRV) has no answer at {_dns.EndPoint}.", error.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        _dns.Silent.Add("_ldap._tcp.dc._msdcs.corp.example");

        Assert.StartsWith("DNS could not be asked: ", (await Assert.ThrowsAsync<DomainNotFoundException>(FindAsync)).Message);
    }

    [Fact]
    public async Task Of_two_with_weights_each_is_first_as_often_as_its_weight_says()
    {
        _dns.Services.AddRange([(0, 25, "light.corp.example"), (0, 75, "heavy.corp.example")]);
        _dns.Addresses["light.corp.example"] = "10.0.0.1";
        _dns.Addresses["heavy.corp.example"] = "10.0.0.2";
        var heavy = 0;
        for (var lot = 0; lot <= 100; lot++)
            heavy += (await FindAsync(bound => Math.Min(lot, bound - 1)))[0].Host == "10.0.0.2" ? 1 : 0;

        Assert.Equal(75, heavy);
    }

    [Fact]
    public async Task Those_of_the_own_site_come_first()
    {
        _dns.Services.AddRange([(0, 0, "far.corp.example"), (0, 0, "near.corp.example")]);
        _dns.ServicesOf["_ldap._tcp.Branch._sites.dc._msdcs.corp.example"] = [(0, 0, "near.corp.example"), (0, 0, "readonly.corp.example")];
        _dns.Addresses["far.corp.example"] = "127.0.0.2";
        _dns.Addresses["near.corp.example"] = "127.0.0.3";
        _dns.Addresses["readonly.corp.example"] = "127.0.0.4";
        var finder = new ControllerFinder(new DirectoryOptions { Domain = "corp.example", DnsServer = _dns.EndPoint, Site = "Branch" });

        var found = await finder.FindAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["near.corp.example", "far.corp.example"], found.Select(one => one.Name));
    }

    [Fact]
    public async Task A_site_that_dns_does_not_know_changes_nothing()
    {
        _dns.Services.AddRange([(0, 0, "dc1.corp.example"), (1, 0, "dc2.corp.example")]);
        _dns.ServicesOf["_ldap._tcp.Moon._sites.dc._msdcs.corp.example"] = [];
        var finder = new ControllerFinder(new DirectoryOptions { Domain = "corp.example", DnsServer = _dns.EndPoint, Site = "Moon" });

        Assert.Equal(["dc1.corp.example", "dc2.corp.example"], (await finder.FindAsync(TestContext.Current.CancellationToken)).Select(one => one.Name));
    }

    Task<IReadOnlyList<DomainControllerAddress>> FindAsync() => FindAsync(bound => bound - 1);

    Task<IReadOnlyList<DomainControllerAddress>> FindAsync(Func<int, int> lots) =>
        new DomainControllerLocator(_dns.EndPoint, TimeSpan.FromMilliseconds(100), lots).FindAsync("corp.example", TestContext.Current.CancellationToken);
}
