using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed partial class OpenIdTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();
    readonly TestPerson _person = new() { Upn = "ana.lima@north.example", DisplayName = "Ana Lima" };
    TestAgent _agent = null!;
    TestBrowser _browser = null!;
    OidcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliAsync(
            "client",
            "add",
            "Sample App",
            "--id",
            "app",
            "--redirect-uri",
            OidcClient.RedirectUri,
            "--post-logout-redirect-uri",
            "https://app.example/bye");
        _agent = await TestAgent.EnrollAsync(_cloud);
        await _agent.DeliverAsync(_person.Whole());
        _browser = new TestBrowser(_cloud);
        _client = new OidcClient(_cloud, _browser, "app");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _browser.Dispose();
        _agent.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_to_an_application_and_its_tokens_say_who_they_are()
    {
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        var id = (await _cloud.StoredAsync(_person)).User!.Id.ToString();
        var claims = OidcClient.Claims(tokens.GetProperty("id_token").GetString()!);
        Assert.Equal(
            (id, id, "ana.lima@skybridge.internal", "Ana Lima", "A", "Person", _person.Image.Mail, _person.Sam, "the nonce"),
            (
                Text(claims, "sub"),
                Text(claims, "oid"),
                Text(claims, "preferred_username"),
                Text(claims, "name"),
                Text(claims, "given_name"),
                Text(claims, "family_name"),
                Text(claims, "email"),
                Text(claims, "onprem_sam_account_name"),
                Text(claims, "nonce")));
        Assert.Equal(_cloud.Time.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("auth_time").GetInt64());
        Assert.Equal(_cloud.Url.ToString(), Text(claims, "iss"));
    }

    [Fact]
    public async Task Userinfo_says_the_same_as_far_as_the_scopes_go()
    {
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        var (status, body) = await _client.UserInfoAsync(tokens.GetProperty("access_token").GetString()!);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ("Ana Lima", _person.Sam, _person.Image.Mail),
            (Text(body, "name"), Text(body, "onprem_sam_account_name"), Text(body, "email")));
    }

    [Fact]
    public async Task An_access_token_is_good_for_a_quarter_of_an_hour_and_not_a_second_longer()
    {
        var token = (await _client.SignInAsync(_person.UserName, _person.Password)).GetProperty("access_token").GetString()!;

        _cloud.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await _client.UserInfoAsync(token)).Status);
        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.UserInfoAsync(token)).Status);
    }

    [Fact]
    public async Task Without_the_profile_scope_tokens_name_nobody()
    {
        var (_, signIn, _) = await _client.AuthorizeAsync(("scope", "openid"));
        var answer = await _browser.SignInAsync(_person.UserName, _person.Password, signIn!);
        var code = OidcClient.Returned(await LocationAsync(answer.Location!))["code"];

        var claims = OidcClient.Claims((await _client.ExchangeAsync(code)).GetProperty("id_token").GetString()!);

        Assert.False(claims.TryGetProperty("name", out _) || claims.TryGetProperty("email", out _) || claims.TryGetProperty("preferred_username", out _));
    }

    [Fact]
    public async Task A_code_without_its_verifier_is_worth_nothing_and_a_request_without_pkce_is_refused()
    {
        var (_, signIn, _) = await _client.AuthorizeAsync();
        var answer = await _browser.SignInAsync(_person.UserName, _person.Password, signIn!);
        var code = OidcClient.Returned(await LocationAsync(answer.Location!))["code"];
        var stolen = await _client.ExchangeAsync(code, verifier: new string('x', 43));
        var (status, _, page) = await _client.AuthorizeAsync(("code_challenge", null), ("code_challenge_method", null));

        Assert.Equal("invalid_grant", Text(stolen, "error"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("invalid_request", page);
    }

    [Fact]
    public async Task A_code_is_good_once_and_using_it_again_takes_back_what_it_gave()
    {
        var (_, signIn, _) = await _client.AuthorizeAsync();
        var answer = await _browser.SignInAsync(_person.UserName, _person.Password, signIn!);
        var code = OidcClient.Returned(await LocationAsync(answer.Location!))["code"];
        var tokens = await _client.ExchangeAsync(code);
        var again = await _client.ExchangeAsync(code);

        Assert.Equal("invalid_grant", Text(again, "error"));
        Assert.Equal("invalid_grant", Text(await _client.RefreshAsync(Text(tokens, "refresh_token")!), "error"));
    }

    [Fact]
    public async Task A_refresh_token_is_replaced_and_its_reuse_ends_the_family()
    {
        var first = Text(await _client.SignInAsync(_person.UserName, _person.Password), "refresh_token")!;
        var second = Text(await _client.RefreshAsync(first), "refresh_token")!;
        _cloud.Time.Advance(TimeSpan.FromMinutes(1));
        var reuse = await _client.RefreshAsync(first);
        var afterwards = await _client.RefreshAsync(second);

        Assert.NotEqual(first, second);
        Assert.Equal("invalid_grant", Text(reuse, "error"));
        Assert.Equal("invalid_grant", Text(afterwards, "error"));
    }

    [Fact]
    public async Task Refreshed_tokens_say_what_the_person_is_now()
    {
        var refresh = Text(await _client.SignInAsync(_person.UserName, _person.Password), "refresh_token")!;
        await _agent.DeliverAsync((_person with { DisplayName = "Ana Lima-Souza" }).ImageOnly());

        var tokens = await _client.RefreshAsync(refresh);

        Assert.Equal("Ana Lima-Souza", Text(OidcClient.Claims(Text(tokens, "id_token")!), "name"));
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("expired")]
    [InlineData("removed")]
    public async Task Who_may_not_sign_in_any_more_gets_no_tokens_no_codes_and_no_answers(string what)
    {
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);
        await _agent.DeliverAsync(what switch
        {
            "disabled" => (_person with { Enabled = false }).ImageOnly(),
            "expired" => (_person with { Expires = _cloud.Time.GetUtcNow() }).ImageOnly(),
            _ => _person.Removed(),
        });

        Assert.Equal("invalid_grant", Text(await _client.RefreshAsync(Text(tokens, "refresh_token")!), "error"));
        Assert.Equal("login_required", OidcClient.Returned((await _client.AuthorizeAsync(("prompt", "none"))).Location)["error"]);
        Assert.StartsWith("/account/sign-in", (await _client.AuthorizeAsync()).Location);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.UserInfoAsync(Text(tokens, "access_token")!)).Status);
    }

    [Fact]
    public async Task Who_has_a_session_is_not_asked_again_unless_the_application_insists()
    {
        await _client.SignInAsync(_person.UserName, _person.Password);

        Assert.Contains("code", OidcClient.Returned((await _client.AuthorizeAsync()).Location));
        Assert.Contains("code", OidcClient.Returned((await _client.AuthorizeAsync(("prompt", "none"))).Location));
        Assert.StartsWith("/account/sign-in", (await _client.AuthorizeAsync(("prompt", "login"))).Location);
        Assert.Contains("code", OidcClient.Returned((await _client.AuthorizeAsync(("max_age", "60"))).Location));
        _cloud.Time.Advance(TimeSpan.FromSeconds(61));
        var (_, again, _) = await _client.AuthorizeAsync(("max_age", "60"));
        Assert.StartsWith("/account/sign-in", again);

        var answer = await _browser.SignInAsync(_person.UserName, _person.Password, again!);
        Assert.Contains("code", OidcClient.Returned(await LocationAsync(answer.Location!)));
    }

    [Fact]
    public async Task An_application_that_means_somebody_else_does_not_get_who_is_signed_in()
    {
        var other = new TestPerson { Upn = "ben@north.example" };
        await _agent.DeliverAsync(other.Whole());
        var hint = Text(await _client.SignInAsync(_person.UserName, _person.Password), "id_token");
        await _browser.SignInAsync(other.UserName, other.Password);

        Assert.Equal("login_required", OidcClient.Returned((await _client.AuthorizeAsync(("prompt", "none"), ("id_token_hint", hint))).Location)["error"]);
        Assert.StartsWith("/account/sign-in", (await _client.AuthorizeAsync(("id_token_hint", hint))).Location);
        Assert.Contains("code", OidcClient.Returned((await _client.AuthorizeAsync(("prompt", "none"))).Location));
    }

    [Fact]
    public async Task Prompt_none_without_a_session_says_login_required() =>
        Assert.Equal("login_required", OidcClient.Returned((await _client.AuthorizeAsync(("prompt", "none"))).Location)["error"]);

    [Fact]
    public async Task Prompt_login_and_max_age_zero_end_at_the_application_once_the_person_signed_in()
    {
        foreach (var (name, value) in new[] { ("prompt", "login"), ("max_age", "0") })
        {
            var (_, signIn, _) = await _client.AuthorizeAsync((name, value));
            var answer = await _browser.SignInAsync(_person.UserName, _person.Password, signIn!);

            Assert.Contains("code", OidcClient.Returned(await LocationAsync(answer.Location!)));
        }
    }

    [Fact]
    public async Task The_sign_in_page_shows_the_application_and_the_name_that_it_knows()
    {
        var (_, signIn, _) = await _client.AuthorizeAsync(("login_hint", "ana\"><b>@north.example"));

        var page = await _browser.GetAsync(signIn!);

        Assert.Contains("Sign in to Sample App", page);
        Assert.Contains("ana&quot;&gt;&lt;b&gt;@north.example", page);
        Assert.DoesNotContain("<b>", page);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "https://app.example/callback/")]
    [InlineData("client_id", "nobody")]
    public async Task A_request_that_leads_elsewhere_is_refused_on_a_page_of_ours(string name, string value)
    {
        var (status, location, body) = await _client.AuthorizeAsync((name, value));

        Assert.Equal((HttpStatusCode.BadRequest, null), (status, location));
        Assert.Contains("That did not work", body);
        Assert.Contains("tell your administrator", body);
    }

    [Fact]
    public async Task An_application_cannot_ask_for_the_agents_scope()
    {
        var (status, location, page) = await _client.AuthorizeAsync(("scope", "openid skybridge:delivery"));

        Assert.Equal((HttpStatusCode.BadRequest, null), (status, location));
        Assert.Contains("invalid_request", page);
    }

    [Fact]
    public async Task A_persons_token_does_not_open_the_delivery_api()
    {
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        using var response = await _agent.SendAsync(
            HttpMethod.Get,
            "/api/v1/tenant?domain=north.example",
            null,
            Text(tokens, "access_token"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Signing_out_with_the_persons_token_leads_back_to_the_application()
    {
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        var location = await LocationAsync(
            $"/connect/logout?id_token_hint={Text(tokens, "id_token")}&post_logout_redirect_uri=https://app.example/bye&state=s");

        Assert.Equal("https://app.example/bye?state=s", location);
        Assert.Contains("You are not signed in", await _browser.GetAsync("/"));
    }

    [Fact]
    public async Task Any_other_page_cannot_sign_a_person_out_without_asking()
    {
        await _client.SignInAsync(_person.UserName, _person.Password);

        var page = await _browser.GetAsync("/connect/logout");

        Assert.Contains("Sign out?", page);
        Assert.Contains("You are signed in", await _browser.GetAsync("/"));
        Assert.Equal("/account/signed-out", await _browser.PostAsync("/connect/logout", await _browser.FormTokenAsync("/connect/logout")));
        Assert.Contains("You are not signed in", await _browser.GetAsync("/"));
    }

    [Fact]
    public async Task An_unregistered_place_after_signing_out_is_refused()
    {
        await _client.SignInAsync(_person.UserName, _person.Password);

        using var response = await _browser.Http.GetAsync(
            "/connect/logout?client_id=app&post_logout_redirect_uri=https://evil.example/",
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_code_by_form_post_comes_on_a_page_whose_policy_allows_just_its_own_script()
    {
        await _client.SignInAsync(_person.UserName, _person.Password);
        using var response = await _browser.Http.GetAsync(
            _client.AuthorizeUrl(("response_mode", "form_post")),
            TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var script = Assert.Single(Script().Matches(page)).Groups[1].Value;
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", policy);
        Assert.Contains("form-action 'self' https://app.example;", policy);
    }

    [Fact]
    public async Task Keys_survive_a_restart_and_are_named()
    {
        var before = await _browser.GetAsync("/.well-known/jwks");
        await _cloud.StopAsync();
        await _cloud.StartAsync();
        using var browser = new TestBrowser(_cloud);

        var after = await browser.GetAsync("/.well-known/jwks");

        Assert.Equal(before, after);
        Assert.Contains("\"kid\"", after);
        Assert.DoesNotContain("\"d\"", after);
    }

    [Fact]
    public async Task A_removed_application_is_refused_at_once()
    {
        var refresh = Text(await _client.SignInAsync(_person.UserName, _person.Password), "refresh_token")!;

        Assert.Equal(0, (await _cloud.CliAsync("client", "remove", "app")).ExitCode);

        Assert.Equal("invalid_client", Text(await _client.RefreshAsync(refresh), "error"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.AuthorizeAsync()).Status);
    }

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    async Task<string?> LocationAsync(string path)
    {
        using var response = await _browser.Http.GetAsync(path);
        return response.Headers.Location?.OriginalString;
    }

    [GeneratedRegex("<script[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
