using System.Net;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>People of a federated domain prove who they are at its provider, which is another whole cloud.</summary>
public sealed class FederationTests(FederatedClouds clouds) : IClassFixture<FederatedClouds>, IAsyncLifetime
{
    const string ThereOnly = "the provider's password";

    public async ValueTask InitializeAsync()
    {
        var run = await clouds.FederateAsync("--keep-password-hash");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public async ValueTask DisposeAsync() => await clouds.Ours.CliAsync("sign-in", "set", FederatedClouds.Domain, "password-hash");

    [Fact]
    public async Task A_person_signs_in_at_the_provider_and_comes_back_to_the_application()
    {
        var person = await AddAsync(new TestPerson());
        using var browser = new TestBrowser(clouds.Ours);
        await clouds.Ours.CliAsync("client", "add", "App", "--redirect-uri", OidcClient.RedirectUri);
        using var app = new OidcClient(clouds.Ours, browser, "app");

        var (_, signIn, _) = await app.AuthorizeAsync();
        var back = await clouds.ProveAsync(browser, $" {person.UserName.ToUpperInvariant()} ", ThereOnly, signIn!);
        using var finished = await browser.OpenAsync(back);

        var next = await FederatedClouds.OnwardOfAsync(finished);
        Assert.StartsWith("/connect/authorize?", next);
        using var onward = await browser.OpenAsync(next);
        var tokens = await app.ExchangeAsync(OidcClient.Returned(onward.Headers.Location?.OriginalString)["code"]);
        var stored = (await clouds.Ours.StoredAsync(person)).User!;
        Assert.Equal(stored.Id.ToString(), OidcClient.Claims(tokens.GetProperty("id_token").GetString()!).GetProperty("sub").GetString());
        Assert.Contains(clouds.Provider.Url.AbsoluteUri, await AuditAsync(AuditActions.UserSignedIn, stored.UserName));
    }

    [Fact]
    public async Task The_name_that_an_application_gives_leads_straight_to_the_provider()
    {
        var person = await AddAsync(new TestPerson());
        using var browser = new TestBrowser(clouds.Ours);

        using var page = await browser.OpenAsync($"/account/sign-in?hint={Uri.EscapeDataString(person.UserName)}&fresh=1");
        using var challenge = await browser.OpenAsync(page.Headers.Location);

        var query = challenge.Headers.Location!.Query;
        Assert.StartsWith(clouds.Provider.Url.AbsoluteUri, challenge.Headers.Location.AbsoluteUri);
        Assert.Contains($"login_hint={Uri.EscapeDataString(person.UserName)}", query);
        Assert.Contains("prompt=login", query);
        Assert.Contains("code_challenge_method=S256", query);
        Assert.Contains("nonce=", query);
        Assert.DoesNotContain(FederatedClouds.Secret, query);
    }

    [Fact]
    public async Task The_name_is_asked_for_first_and_whoever_is_not_federated_then_types_a_password()
    {
        using var agent = await TestAgent.EnrollAsync(clouds.Ours, $"agent-{Guid.NewGuid():N}");
        var person = new TestPerson { Suffix = "elsewhere.example" };
        await agent.DeliverAsync(person.Whole());
        using var browser = new TestBrowser(clouds.Ours);

        Assert.DoesNotContain("type=\"password\"", await browser.GetAsync("/account/sign-in"));
        var second = await browser.SendNameAsync(person.UserName);
        Assert.Contains("type=\"password\"", second.Body);
        Assert.Contains(person.UserName, second.Body);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
    }

    [Fact]
    public async Task A_password_of_a_federated_person_is_not_accepted_here_though_it_is_right()
    {
        var person = await AddAsync(new TestPerson { Password = "right, and of no use" });
        using var browser = new TestBrowser(clouds.Ours);

        var answer = await browser.SignInAsync(person.UserName, person.Password);
        var change = await browser.ChangePasswordAsync("/account/change-password", person.UserName, person.Password, "another good one");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("On to your organisation", answer.Body);
        Assert.DoesNotContain(answer.Cookies, cookie => cookie.StartsWith("__Host-skybridge=", StringComparison.Ordinal));
        Assert.Contains("Change it there", change.Body);
        await clouds.Ours.CliAsync("sign-in", "set", FederatedClouds.Domain, "password-hash");
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsIn);
    }

    [Fact]
    public async Task Whoever_the_directory_does_not_let_in_is_refused_and_nobody_is_made()
    {
        var disabled = await AddAsync(new TestPerson { Enabled = false });
        var expired = await AddAsync(new TestPerson { Expires = clouds.Ours.Time.GetUtcNow().AddDays(-1) });
        var gone = await AddAsync(new TestPerson());
        using var agent = await TestAgent.EnrollAsync(clouds.Ours, $"agent-{Guid.NewGuid():N}");
        await agent.DeliverAsync(gone.Removed());
        var stranger = new TestPerson();
        await clouds.AddAtProviderAsync(stranger.UserName, ThereOnly);
        var before = await CountAsync();

        foreach (var (person, text) in new[] { (disabled, "is disabled"), (expired, "has expired"), (gone, "not known here"), (stranger, "not known here") })
            await RefusedAsync(person.UserName, HttpStatusCode.Forbidden, text);
        Assert.Equal(before, await CountAsync());
        Assert.Contains("Disabled", await AuditAsync(AuditActions.FederatedSignInRefused, disabled.UserName));
    }

    [Fact]
    public async Task Administrators_and_people_of_this_cloud_alone_are_refused()
    {
        foreach (var (name, more) in new[] { ("boss", "--administrator"), ("guest", "--temporary") })
        {
            await clouds.Ours.CliWithPasswordAsync("a password of this cloud", "user", "create", $"{name}@{FederatedClouds.Domain}", more);
            await clouds.AddAtProviderAsync($"{name}@{FederatedClouds.Domain}", ThereOnly);
        }

        await RefusedAsync($"boss@{FederatedClouds.Domain}", HttpStatusCode.Forbidden, "Administrators sign in here");
        await RefusedAsync($"guest@{FederatedClouds.Domain}", HttpStatusCode.Forbidden, "not known here");
        var told = (await clouds.FederateAsync()).Out;
        Assert.Contains($"boss@{FederatedClouds.Domain} is not synchronized", told);
        await clouds.Ours.CliAsync("feature", "set", "password-sync", "on");
    }

    [Fact]
    public async Task A_provider_cannot_speak_for_another_domain()
    {
        using var agent = await TestAgent.EnrollAsync(clouds.Ours, $"agent-{Guid.NewGuid():N}");
        var other = new TestPerson { Suffix = "elsewhere.example" };
        await agent.DeliverAsync(other.Whole());
        var name = $"{other.Sam}@skybridge.internal"; // A name that both clouds have: here it is not of the federated domain.
        await clouds.AddAtProviderAsync(name, ThereOnly);

        await RefusedAsync(name, HttpStatusCode.Forbidden, "cannot speak for that name", typed: $"anybody@{FederatedClouds.Domain}");
    }

    async Task RefusedAsync(string name, HttpStatusCode status, string text, string? typed = null)
    {
        using var browser = new TestBrowser(clouds.Ours);
        var begun = await browser.SendNameAsync(typed ?? name);
        var back = await clouds.ProveFromAsync(browser, FederatedClouds.ElsewhereOf(begun.Body), name, ThereOnly);
        using var page = await browser.OpenAsync(back);
        Assert.Equal(status, page.StatusCode);
        Assert.Contains(text, await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("You are not signed in", await browser.GetAsync("/"));
    }

    async Task<TestPerson> AddAsync(TestPerson person)
    {
        using var agent = await TestAgent.EnrollAsync(clouds.Ours, $"agent-{Guid.NewGuid():N}");
        await agent.DeliverAsync(person.Whole());
        await clouds.AddAtProviderAsync(person.UserName, ThereOnly);
        return person;
    }

    Task<int> CountAsync() => clouds.Ours.WithDbAsync(db => db.Users.CountAsync(TestContext.Current.CancellationToken));

    Task<string> AuditAsync(string action, string target) => clouds.Ours.WithDbAsync(
        db => db.AuditEntries.Where(entry => entry.Action == action && entry.Target == target).OrderBy(entry => entry.Id).Select(entry => entry.Detail).LastAsync(TestContext.Current.CancellationToken));
}
