using Skybridge.Sync.Directory;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>Which domain controllers DNS names, and in which order they are tried.</summary>
public sealed class DomainControllerLocatorTests : IAsyncDisposable
{
    readonly FakeDns _dns = new();

    public ValueTask DisposeAsync() => _dns.DisposeAsync();

    [Fact]
    public async Task The_lower_priority_comes_first_and_among_equals_the_greater_weight()
    {
        _dns.Services.AddRange([(10, 100, "far.corp.example"), (0, 10, "light.corp.example"), (0, 90, "heavy.corp.example")]);
        foreach (var (i, (_, _, name)) in _dns.Services.Index())
            _dns.Addresses[name] = $"10.0.0.{i + 1}";

        var found = await FindAsync();

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

    Task<IReadOnlyList<DomainControllerAddress>> FindAsync() =>
        new DomainControllerLocator(_dns.EndPoint, TimeSpan.FromMilliseconds(100)).FindAsync("corp.example", TestContext.Current.CancellationToken);
}
