using System.Net;
using Skybridge.Cloud.Data;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Choosing a new password in the cloud: who may, what is taken, and what it tells a stranger.</summary>
public sealed class ChangePasswordTests : IAsyncLifetime
{
    const string Kim = "kim@skybridge.internal";
    const string Old = "an old long one";
    const string New = "Ein ganz neues, längeres";

    readonly RunningCloud _cloud = new();

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliWithPasswordAsync(Old, "user", "create", "kim");
        await _cloud.CliAsync("feature", "set", "force-password-change", "on");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_temporary_password_leads_to_the_page_and_only_then_to_the_application()
    {
        var clientId = await AddClientAsync();
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var browser = new TestBrowser(_cloud);
        using var client = new OidcClient(_cloud, browser, clientId);
        var person = new TestPerson { MustChange = true };
        await agent.DeliverAsync(person.Whole());
        var (_, signIn, _) = await client.AuthorizeAsync();

        var sent = await browser.SignInAsync(person.UserName, person.Password, signIn!);
        var before = await browser.GetAsync("/");
        var page = await browser.GetAsync(sent.Location!);
        var changed = await browser.ChangePasswordAsync(sent.Location!, person.UserName, person.Password, New);
        using var back = await browser.Http.GetAsync(changed.Location, TestContext.Current.CancellationToken);

        Assert.StartsWith("/account/change-password?", sent.Location);
        Assert.Contains("You are not signed in", before);
        Assert.Contains("temporary", page);
        Assert.Contains("to go on to Travel", page);
        Assert.StartsWith("/connect/authorize?", changed.Location);
        Assert.True(OidcClient.Returned(back.Headers.Location?.OriginalString).ContainsKey("code"));
    }

    [Fact]
    public async Task The_new_one_counts_until_the_directory_has_a_newer_one()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson { MustChange = true };
        await agent.DeliverAsync(person.Whole());
        await ChangeAsync(person.UserName, person.Password, New);

        await agent.DeliverAsync(person.PasswordOnly());
        var (oldCounts, newCounts) = (await IsInAsync(person.UserName, person.Password), await IsInAsync(person.UserName, New));
        var stored = await _cloud.StoredAsync(person);
        var cleared = person with { MustChange = false, Version = 2 };
        await agent.DeliverAsync(cleared.PasswordOnly());

        Assert.Equal((false, true), (oldCounts, newCounts));
        Assert.Equal((PersonSource.Cloud, false), (stored.Credential!.Source, stored.Credential.MustChange));
        Assert.Equal($"user:{stored.User!.Id}", stored.Credential.SetBy);
        Assert.Equal((true, false), (await IsInAsync(person.UserName, person.Password), await IsInAsync(person.UserName, New)));
    }

    [Fact]
    public async Task Whoever_exists_only_here_changes_it_when_they_like_and_is_signed_in()
    {
        using var browser = new TestBrowser(_cloud);
        await browser.SignInAsync(Kim, Old);
        var home = await browser.GetAsync("/");

        var changed = await browser.ChangePasswordAsync("/account/change-password", Kim, Old, New);

        Assert.Contains("/account/change-password", home);
        Assert.Equal((HttpStatusCode.Redirect, "/account/password-changed"), (changed.Status, changed.Location));
        Assert.Contains("Your password is changed", await browser.GetAsync(changed.Location!));
        Assert.Equal((false, true), (await IsInAsync(Kim, Old), await IsInAsync(Kim, New)));
    }

    [Fact]
    public async Task An_operator_can_make_a_password_a_temporary_one()
    {
        await _cloud.CliWithPasswordAsync("given by an operator", "user", "reset-password", Kim, "--temporary");
        using var browser = new TestBrowser(_cloud);

        var sent = await browser.SignInAsync(Kim, "given by an operator");

        Assert.StartsWith("/account/change-password?", sent.Location);
        Assert.True((await _cloud.CliAsync("user", "show", Kim, "--json")).Json().GetProperty("mustChangePassword").GetBoolean());
    }

    [Fact]
    public async Task A_password_that_is_too_old_leads_to_the_page_where_the_policy_counts()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await _cloud.CliAsync("password-policy", "set", "--max-age", "90");
        _cloud.Time.Advance(TimeSpan.FromDays(91));

        Assert.True(await IsInAsync(person.UserName, person.Password));
        Assert.True(await IsAskedAsync(Kim, Old));
        await _cloud.CliAsync("user", "set", Kim, "--password-never-expires", "on");
        Assert.True(await IsInAsync(Kim, Old));
        await _cloud.CliAsync("feature", "set", "cloud-password-policy", "on");
        Assert.True(await IsAskedAsync(person.UserName, person.Password));

        // What was chosen here counts from now on.
        Assert.StartsWith("/", (await ChangeAsync(person.UserName, person.Password, New)).Location!);
        Assert.True(await IsInAsync(person.UserName, New));
        var shown = (await _cloud.CliAsync("user", "show", person.Anchor.Value, "--json")).Json();
        Assert.Equal(_cloud.Time.GetUtcNow().AddDays(90), shown.GetProperty("passwordExpires").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
        await _cloud.CliAsync("password-policy", "set", "--max-age", "never");
        Assert.Equal(2, (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray().Count(entry => entry.GetProperty("action").GetString() == "password-policy.changed"));
    }

    async Task<bool> IsAskedAsync(string userName, string password)
    {
        using var browser = new TestBrowser(_cloud);
        return (await browser.SignInAsync(userName, password)).Location?.StartsWith("/account/change-password?", StringComparison.Ordinal) == true;
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3651")]
    [InlineData("soon")]
    public async Task An_age_that_is_none_is_refused(string days) =>
        Assert.Equal(2, (await _cloud.CliAsync("password-policy", "set", "--max-age", days)).ExitCode);

    [Fact]
    public async Task Who_is_synchronized_is_told_where_to_change_it_once_they_proved_who_they_are()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var browser = new TestBrowser(_cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());

        var stranger = await ChangeAsync(person.UserName, "wrong", New);
        var owner = await ChangeAsync(person.UserName, person.Password, New);
        await browser.SignInAsync(person.UserName, person.Password);
        var page = await browser.GetAsync("/account/change-password");

        Assert.True(stranger.IsRefused);
        Assert.DoesNotContain("organisation's directory", WebUtility.HtmlDecode(stranger.Body));
        Assert.Contains("organisation's directory", WebUtility.HtmlDecode(owner.Body));
        Assert.DoesNotContain("name=\"new\"", page);
        Assert.DoesNotContain("/account/change-password", await browser.GetAsync("/"));
        Assert.True(await IsInAsync(person.UserName, person.Password));
    }

    [Fact]
    public async Task A_stranger_learns_nothing_that_the_sign_in_page_does_not_tell()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var (there, disabled) = (new TestPerson { MustChange = true }, new TestPerson { Enabled = false });
        await agent.DeliverAsync(there.Whole(), disabled.Whole());

        var nobody = await ChangeAsync("nobody@north.example", "wrong", "short");
        var wrong = await ChangeAsync(there.UserName, "wrong", "short");
        var refused = await ChangeAsync(disabled.UserName, disabled.Password, "short");

        Assert.Equal(Fingerprint(nobody), Fingerprint(wrong));
        Assert.Equal(Fingerprint(nobody), Fingerprint(refused));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        using var browser = new TestBrowser(_cloud);

        var answer = await browser.ChangePasswordAsync("/account/change-password", Kim, "wrong", "kimkim", "kimki");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("do not go together", answer.Body);
        Assert.Contains("fewer than 8 characters", answer.Body);
        Assert.Contains("not repeated", answer.Body);
        Assert.Empty(answer.Cookies);
        Assert.DoesNotContain("kimki", answer.Body);
    }

    [Fact]
    public async Task Guessing_here_is_slowed_as_at_sign_in_and_by_the_same_counter()
    {
        for (var i = 0; i < 10; i++)
            Assert.True((await ChangeAsync(Kim, $"wrong {i}", New)).IsRefused);

        var slowed = await ChangeAsync(Kim, Old, New);
        using var browser = new TestBrowser(_cloud);

        Assert.True(slowed.IsSlowed);
        Assert.True((await browser.SignInAsync(Kim, Old)).IsSlowed);
    }

    [Fact]
    public async Task A_password_that_arrives_meanwhile_is_not_lost()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        var person = new TestPerson { MustChange = true };
        await agent.DeliverAsync(person.Whole());
        using var browser = new TestBrowser(_cloud);
        var token = await browser.FormTokenAsync("/account/change-password");
        _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        await agent.DeliverAsync((person with { Password = "from the directory", Version = 2, MustChange = false }).PasswordOnly());

        var late = await browser.PostPasswordsAsync("/account/change-password", token, person.UserName, person.Password, New, New);

        Assert.True(late.IsRefused);
        Assert.True(await IsInAsync(person.UserName, "from the directory"));
    }

    [Fact]
    public async Task Who_changed_a_password_is_recorded_and_no_password_is()
    {
        await ChangeAsync(Kim, Old, New);
        var audit = await _cloud.CliAsync("audit", "--json");
        var shown = await _cloud.CliAsync("user", "show", Kim);

        Assert.Single(audit.Json().GetProperty("entries").EnumerateArray(), entry => entry.GetProperty("action").GetString() == "user.password-changed");
        Assert.Contains("the person, in the cloud", shown.Out);
        Assert.DoesNotContain(New, audit.Out);
        Assert.DoesNotContain(_cloud.LogLines, line => line.Contains(New) || line.Contains(Old));
    }

    [Fact]
    public async Task A_form_that_is_not_ours_changes_nothing()
    {
        using var browser = new TestBrowser(_cloud);

        var answer = await browser.PostPasswordsAsync("/account/change-password", "", Kim, Old, New, New);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(await IsInAsync(Kim, Old));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public async Task The_page_leads_nowhere_else(string returnUrl)
    {
        using var browser = new TestBrowser(_cloud);
        var path = $"/account/change-password?returnUrl={Uri.EscapeDataString(returnUrl)}";

        var changed = await browser.ChangePasswordAsync(path, Kim, Old, New);

        Assert.Equal("/account/password-changed", changed.Location);
    }

    async Task<string> AddClientAsync()
    {
        var added = await _cloud.CliAsync("client", "add", "Travel", "--redirect-uri", OidcClient.RedirectUri, "--json");
        return added.Json().GetProperty("id").GetString()!;
    }

    async Task<SignInAnswer> ChangeAsync(string userName, string current, string next)
    {
        using var browser = new TestBrowser(_cloud);
        return await browser.ChangePasswordAsync("/account/change-password", userName, current, next);
    }

    async Task<bool> IsInAsync(string userName, string password)
    {
        using var browser = new TestBrowser(_cloud);
        var answer = await browser.SignInAsync(userName, password);
        return answer is { IsIn: true, Location: "/" } || (answer.IsRefused ? false : throw new InvalidOperationException(answer.Location));
    }

    static string Fingerprint(SignInAnswer answer) =>
        $"{answer.Status} {string.Join(',', answer.Cookies)} {System.Text.RegularExpressions.Regex.Replace(answer.Body, "value=\"[^\"]*\"", "")}";
}
