using System.Net;
using System.Security.Cryptography;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class AgentTokenTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task The_audience_is_the_issuer_with_or_without_its_last_slash()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var with = await agent.RequestTokenAsync(claims => claims["aud"] = cloud.Url.ToString());
        using var without = await agent.RequestTokenAsync(claims => claims["aud"] = cloud.Url.ToString().TrimEnd('/'));
        using var other = await agent.RequestTokenAsync(claims => claims["aud"] = "https://other.example/");

        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [Fact]
    public async Task An_assertion_by_another_key_is_refused()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var response = await agent.RequestTokenAsync(key: other);

        Assert.False(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_assertion_in_another_agents_name_is_refused()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        using var other = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.RequestTokenAsync(claims => (claims["iss"], claims["sub"]) = (other.Id, other.Id));

        Assert.False(response.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(11 * 60)]
    public async Task An_assertion_that_ended_or_ends_too_late_is_refused(int secondsFromNow)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.RequestTokenAsync(
            claims => claims["exp"] = cloud.Time.GetUtcNow().ToUnixTimeSeconds() + secondsFromNow);

        Assert.False(response.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("jti")]
    [InlineData("sub")]
    [InlineData("aud")]
    public async Task An_assertion_that_leaves_something_out_is_refused(string claim)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.RequestTokenAsync(claims => claims.Remove(claim));

        Assert.False(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_assertion_is_good_once_also_after_a_restart()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var assertion = agent.Assertion(claims => claims["aud"] = own.Url.ToString());
        using var first = await agent.RequestTokenAsync(assertion: assertion);
        using var again = await agent.RequestTokenAsync(assertion: assertion);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.False(again.IsSuccessStatusCode);
        Assert.Single(await own.WithDbAsync(db => Task.FromResult(db.SpentAssertions.ToList())));
    }

    [Fact]
    public async Task A_token_ends_after_five_minutes()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var token = await agent.TokenAsync();
        using var before = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, token);

        own.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        using var after = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_revoked_agent_is_refused_at_once_with_the_token_that_it_has_and_gets_no_other()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "to-be-revoked");
        var token = await agent.TokenAsync();

        var revoked = await cloud.CliAsync("agent", "revoke", "to-be-revoked");
        using var delivery = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, token);
        using var another = await agent.RequestTokenAsync();

        Assert.Equal(0, revoked.ExitCode);
        Assert.Equal(HttpStatusCode.Unauthorized, delivery.StatusCode);
        Assert.Equal(ErrorCodes.AgentRejected, (await TestAgent.ReadErrorAsync(delivery)).Code);
        Assert.False(another.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZ2VudCJ9.")]
    public async Task Anything_else_than_a_token_of_ours_is_refused(string token)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.SendAsync(HttpMethod.Post, ApiPaths.Deliveries, null, token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(ErrorCodes.AgentRejected, (await TestAgent.ReadErrorAsync(response)).Code);
    }
}
