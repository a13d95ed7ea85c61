using System.Net;
using System.Net.Http.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class EnrollmentTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task An_agent_is_enrolled_and_gets_a_token_and_learns_the_tenant()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "first");

        var tenant = await agent.GetTenantAsync();

        Assert.Equal(agent.Tenant.TenantId, tenant.TenantId);
        Assert.Equal(TemplateHome.Tenant, tenant.Name);
        Assert.True(tenant.PasswordSync);
        Assert.False(tenant.ForcePasswordChange);
        Assert.Equal(["skybridge.internal"], tenant.VerifiedDomains);
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        using var agent = TestAgent.Stranger(cloud);
        var code = await CodeAsync();
        using var first = await agent.SendEnrollmentAsync(code);
        using var second = await agent.SendEnrollmentAsync(code);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.Equal(ErrorCodes.EnrollmentCodeUsed, (await TestAgent.ReadErrorAsync(second)).Code);
    }

    [Fact]
    public async Task Case_and_hyphens_of_a_code_do_not_matter()
    {
        using var agent = TestAgent.Stranger(cloud);

        using var response = await agent.SendEnrollmentAsync($" {(await CodeAsync()).Replace("-", " ").ToLowerInvariant()} ");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_code_that_never_was_is_told_apart()
    {
        using var agent = TestAgent.Stranger(cloud);

        using var response = await agent.SendEnrollmentAsync("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(ErrorCodes.EnrollmentCodeUnknown, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    [Fact]
    public async Task A_code_runs_out()
    {
        await using var later = new RunningCloud();
        await later.InitializeAsync();
        using var agent = TestAgent.Stranger(later);
        var code = (await later.CliAsync("enroll", "late", "--expires", "5", "--json")).Json().GetProperty("code").GetString()!;
        later.Time.Advance(TimeSpan.FromMinutes(5));

        using var response = await agent.SendEnrollmentAsync(code);

        Assert.Equal(ErrorCodes.EnrollmentCodeExpired, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    [Fact]
    public async Task The_code_itself_is_not_kept()
    {
        var code = await CodeAsync();

        var kept = await cloud.WithDbAsync(db => Task.FromResult(db.EnrollmentCodes.Select(row => row.Hash).ToList()));

        Assert.DoesNotContain(kept, hash => hash.Contains(code) || hash.Contains(code.Replace("-", "")));
    }

    [Fact]
    public async Task Guessing_codes_is_slowed_and_forgiven()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = TestAgent.Stranger(own);
        for (var i = 0; i < 20; i++)
            (await agent.SendEnrollmentAsync("wrong")).Dispose();

        using var slowed = await agent.SendEnrollmentAsync("wrong");
        own.Time.Advance(TimeSpan.FromSeconds(15));
        using var forgiven = await agent.SendEnrollmentAsync("wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.NotNull(slowed.Headers.RetryAfter);
        Assert.Equal(ErrorCodes.Busy, (await TestAgent.ReadErrorAsync(slowed)).Code);
        Assert.Equal(HttpStatusCode.Forbidden, forgiven.StatusCode);
    }

    [Theory]
    [InlineData("AAAA", "AAAA")]
    [InlineData("not base64url!", "AAAA")]
    [InlineData("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")]
    public async Task A_key_that_is_not_on_the_curve_is_refused(string x, string y)
    {
        using var http = cloud.CreateClient();
        var request = new EnrollmentRequest { Code = await CodeAsync(), Key = new() { X = x, Y = y }, Host = "h", Version = "1", Domain = "north.example" };

        using var response = await PostAsync(http, request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ErrorCodes.MalformedRequest, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    [Fact]
    public async Task The_audit_log_says_who_was_invited_and_enrolled()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "audited");

        var entries = (await cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("target").GetString() == "audited")
            .Select(entry => (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString()));

        Assert.Equal([("cli:tester@here", "agent.invited"), ("agent:audited", "agent.enrolled")], entries);
    }

    static Task<HttpResponseMessage> PostAsync(HttpClient http, EnrollmentRequest request) =>
        http.PostAsJsonAsync(ApiPaths.Enrollment, request, ContractJson.Default.EnrollmentRequest);

    async Task<string> CodeAsync() => (await cloud.CliAsync("enroll", "some", "--json")).Json().GetProperty("code").GetString()!;
}
