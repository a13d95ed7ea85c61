using System.Net;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class AdministrationApiTests : IAsyncLifetime
{
    const string Password = "a long enough one";

    readonly RunningCloud _cloud = new();

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_command_that_an_administrator_allows_gets_a_token()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        var asked = await device.AskAsync();
        Assert.Equal("authorization_pending", (await device.PollAsync()).GetProperty("error").GetString());

        var (_, _, page) = await AdminDevice.OpenAsync(browser, device.UserCode);
        Assert.Contains(device.UserCode, page);
        Assert.Contains("tester@here", page);
        Assert.Contains("127.0.0.1", page);
        Assert.Contains("kim@skybridge.internal", page);
        Assert.Equal((HttpStatusCode.Redirect, "/connect/verify/done"), await AdminDevice.DecideAsync(browser, device.UserCode, "allow"));
        Assert.Contains("<h1>Allowed</h1>", await browser.GetAsync("/connect/verify/done"));

        var token = (await device.PollAsync()).GetProperty("access_token").GetString()!;
        var caller = await device.GetAsync(AdminPaths.Caller, token, ContractJson.Default.AdministrationCaller);

        Assert.Equal(("admin:kim@skybridge.internal", "kim@skybridge.internal"), (caller.Actor, caller.Name));
        Assert.Equal($"{_cloud.Url}connect/verify", asked.GetProperty("verification_uri").GetString());
        var entry = Assert.Single(await AuditAsync("administration.granted"));
        Assert.Equal("admin:kim@skybridge.internal", entry.GetProperty("actor").GetString());
        Assert.Equal("tester@here", entry.GetProperty("detail").GetProperty("requestedBy").GetString());
    }

    [Fact]
    public async Task A_token_ends_with_the_administrators_rights_and_after_a_quarter_of_an_hour()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        var token = await device.SignInAsync(browser);

        await _cloud.ExecuteSqlAsync("UPDATE users SET administrator = FALSE");
        await RequireRejectedAsync(device, token);
        await _cloud.ExecuteSqlAsync("UPDATE users SET administrator = TRUE, enabled = FALSE");
        await RequireRejectedAsync(device, token);
        await _cloud.ExecuteSqlAsync("UPDATE users SET enabled = TRUE");
        Assert.Equal(HttpStatusCode.OK, (await device.CallAsync(HttpMethod.Get, AdminPaths.Caller, token)).Status);

        _cloud.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await device.CallAsync(HttpMethod.Get, AdminPaths.Caller, token)).Status);
        _cloud.Time.Advance(TimeSpan.FromMinutes(1.1));
        await RequireRejectedAsync(device, token);
    }

    [Fact]
    public async Task Whoever_ceases_to_be_an_administrator_after_allowing_gets_no_token()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.AskAsync();
        await AdminDevice.DecideAsync(browser, device.UserCode, "allow");
        await _cloud.ExecuteSqlAsync("UPDATE users SET administrator = FALSE");

        Assert.Equal("invalid_grant", (await device.PollAsync()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Other_tokens_open_nothing_here_and_this_one_nothing_elsewhere()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        var administration = await device.SignInAsync(browser);
        await _cloud.CliAsync("client", "add", "app", "--redirect-uri", OidcClient.RedirectUri);
        using var client = new OidcClient(_cloud, browser, "app");
        var (_, location, _) = await client.AuthorizeAsync();
        var application = (await client.ExchangeAsync(OidcClient.Returned(location)["code"])).GetProperty("access_token").GetString()!;

        await RequireRejectedAsync(device, null);
        await RequireRejectedAsync(device, "nonsense");
        await RequireRejectedAsync(device, application);
        await RequireRejectedAsync(device, await agent.TokenAsync());
        using var delivery = await agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, administration);
        Assert.Equal(HttpStatusCode.Unauthorized, delivery.StatusCode);
        var (_, refused, page) = await client.AuthorizeAsync(("scope", $"openid {AdminPaths.Scope}"));
        Assert.Null(refused);
        Assert.Contains("invalid_request", page);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_decides()
    {
        using var device = new AdminDevice(_cloud);
        await device.AskAsync();
        using var stranger = new TestBrowser(_cloud);
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "lee");
        using var lee = new TestBrowser(_cloud);
        await lee.SignInAsync("lee@skybridge.internal", Password);

        var (status, location, _) = await AdminDevice.OpenAsync(stranger, device.UserCode);
        Assert.Equal((HttpStatusCode.Redirect, true), (status, location!.StartsWith("/account/sign-in?returnUrl=%2Fconnect%2Fverify", StringComparison.Ordinal)));
        var (refused, _, page) = await AdminDevice.OpenAsync(lee, device.UserCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.DoesNotContain("tester@here", page);
        var token = await lee.FormTokenAsync("/");
        Assert.Equal(HttpStatusCode.Forbidden, (await AdminDevice.DecideAsync(lee, device.UserCode, "allow", token)).Status);

        Assert.Equal("authorization_pending", (await device.PollAsync()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_form_of_another_page_decides_nothing_and_opening_the_page_neither()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.AskAsync();

        await AdminDevice.OpenAsync(browser, device.UserCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AdminDevice.DecideAsync(browser, device.UserCode, "allow", "forged")).Status);

        Assert.Equal("authorization_pending", (await device.PollAsync()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task What_is_denied_stays_denied()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.AskAsync();

        Assert.Equal((HttpStatusCode.Redirect, "/connect/verify/done?denied=1"), await AdminDevice.DecideAsync(browser, device.UserCode, "deny"));

        Assert.Equal("access_denied", (await device.PollAsync()).GetProperty("error").GetString());
        Assert.Contains("This code is not valid", (await AdminDevice.OpenAsync(browser, device.UserCode)).Body);
        Assert.Single(await AuditAsync("administration.denied"));
        Assert.Contains("got nothing", await browser.GetAsync("/connect/verify/done?denied=1"));
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_ten_minutes()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.SignInAsync(browser);
        Assert.Contains("This code is not valid", (await AdminDevice.OpenAsync(browser, device.UserCode)).Body);
        Assert.Equal("invalid_grant", (await device.PollAsync()).GetProperty("error").GetString());

        await device.AskAsync();
        _cloud.Time.Advance(TimeSpan.FromMinutes(10.1));
        Assert.Contains("This code is not valid", (await AdminDevice.OpenAsync(browser, device.UserCode)).Body);
        Assert.Equal("expired_token", (await device.PollAsync()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Codes_cannot_be_guessed_without_end()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.AskAsync();
        for (var i = 0; i < 10; i++)
            Assert.Contains("This code is not valid", (await AdminDevice.OpenAsync(browser, $"1111-2222-{i:D4}")).Body);

        var (status, _, _) = await AdminDevice.OpenAsync(browser, device.UserCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        _cloud.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("Allow this command?", (await AdminDevice.OpenAsync(browser, device.UserCode)).Body);
    }

    [Fact]
    public async Task Codes_cannot_be_asked_for_without_end()
    {
        using var device = new AdminDevice(_cloud);
        for (var i = 0; i < 20; i++)
            Assert.True((await device.AskAsync()).TryGetProperty("user_code", out _));

        Assert.Equal("temporarily_unavailable", (await device.AskAsync()).GetProperty("error").GetString());
        _cloud.Time.Advance(TimeSpan.FromSeconds(16));
        Assert.True((await device.AskAsync()).TryGetProperty("user_code", out _));
    }

    [Fact]
    public async Task What_a_stranger_says_about_itself_is_only_text()
    {
        using var device = new AdminDevice(_cloud);
        using var browser = await AdministratorAsync();
        await device.AskAsync($"<b>Your IT</b> & \u202E friends{new string('x', 400)}");

        var (_, _, page) = await AdminDevice.OpenAsync(browser, device.UserCode);

        Assert.Contains("<dd>bYour ITb   friendsxxx", page);
        Assert.DoesNotContain(new string('x', 200), page);
    }

    [Fact]
    public async Task A_program_administers_with_its_secret_until_it_is_removed()
    {
        const string secret = "0123456789abcdef0123456789abcdef";
        var added = await _cloud.CliAsync("client", "add", "Nightly job", "--administration", "--secret-file", TemporaryFolder.File(secret), "--json");
        Assert.True(added.Json().GetProperty("administration").GetBoolean());
        using var device = new AdminDevice(_cloud);

        Assert.Equal("invalid_client", (await device.TokenAsync("nightly-job", "wrong")).GetProperty("error").GetString());
        Assert.True((await device.TokenAsync("nightly-job", secret, ApiPaths.DeliveryScope)).TryGetProperty("error", out _));
        var token = (await device.TokenAsync("nightly-job", secret)).GetProperty("access_token").GetString()!;
        var caller = await device.GetAsync(AdminPaths.Caller, token, ContractJson.Default.AdministrationCaller);
        Assert.Equal(("client:nightly-job", "Nightly job"), (caller.Actor, caller.Name));
        Assert.Contains("administration", (await _cloud.CliAsync("client", "list")).Out);

        Assert.Equal(0, (await _cloud.CliAsync("client", "remove", "nightly-job")).ExitCode);
        await RequireRejectedAsync(device, token);
    }

    [Fact]
    public async Task A_client_that_cannot_be_is_refused()
    {
        (await _cloud.CliAsync("client", "add", "a", "--administration")).AssertCouldNotRun("needs a secret");
        (await _cloud.CliAsync("client", "add", "a", "--administration", "--secret-file", TemporaryFolder.File("only twenty letters."))).AssertCouldNotRun("fewer than 32");
        (await _cloud.CliAsync("client", "add", "a", "--administration", "--redirect-uri", "https://a.example/")).AssertCouldNotRun("no redirect addresses");
        (await _cloud.CliAsync("client", "add", "a")).AssertCouldNotRun("'--redirect-uri' is required");
        (await _cloud.CliAsync("client", "add", "a", "--id", AdminPaths.CommandLineClient, "--redirect-uri", "https://a.example/")).AssertCouldNotRun("not a client identifier");
        (await _cloud.CliAsync("client", "remove", AdminPaths.CommandLineClient)).AssertCouldNotRun("no client");
    }

    async Task<TestBrowser> AdministratorAsync()
    {
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "kim", "--administrator");
        var browser = new TestBrowser(_cloud);
        Assert.True((await browser.SignInAsync("kim@skybridge.internal", Password)).IsIn);
        return browser;
    }

    static async Task RequireRejectedAsync(AdminDevice device, string? token)
    {
        var (status, body) = await device.CallAsync(HttpMethod.Get, AdminPaths.Caller, token);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(ErrorCodes.AdministratorRejected, JsonSerializer.Deserialize(body, ContractJson.Default.ErrorReply)!.Code);
    }

    async Task<List<JsonElement>> AuditAsync(string action) =>
        [.. (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("action").GetString() == action)];
}
