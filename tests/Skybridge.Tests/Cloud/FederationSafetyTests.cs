using System.Net;
using Microsoft.EntityFrameworkCore;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Answers that were not asked for, came twice, too late or from elsewhere, and providers that do not answer.</summary>
public sealed class FederationSafetyTests(FederatedClouds clouds) : IClassFixture<FederatedClouds>, IAsyncLifetime
{
    const string ThereOnly = "the provider's password";

    public async ValueTask InitializeAsync()
    {
        var run = await clouds.FederateAsync("--keep-password-hash");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_answer_counts_once_and_only_in_the_browser_that_asked()
    {
        var person = await AddAsync();
        using var browser = new TestBrowser(clouds.Ours);
        using var other = new TestBrowser(clouds.Ours);
        var back = await clouds.ProveAsync(browser, person.UserName, ThereOnly);

        await NotFinishedAsync(other, back);
        using var first = await browser.OpenAsync(back);
        Assert.Equal("/", await FederatedClouds.OnwardOfAsync(first));
        await NotFinishedAsync(browser, back);
    }

    [Fact]
    public async Task An_answer_that_was_changed_is_refused()
    {
        var person = await AddAsync();
        foreach (var (from, to) in new[] { ("state=", "state=x"), ("code=", "code=x"), ("iss=", "iss=https%3A%2F%2Fattacker.example%2F&was=") })
        {
            using var browser = new TestBrowser(clouds.Ours);
            var back = await clouds.ProveAsync(browser, person.UserName, ThereOnly);
            Assert.Contains(from, back);

            using var page = await browser.OpenAsync(back.Replace(from, to, StringComparison.Ordinal));

            Assert.True(page.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{from}: {page.StatusCode}");
            Assert.Contains("You are not signed in", await browser.GetAsync("/"));
        }
    }

    [Fact]
    public async Task An_answer_without_its_issuer_is_refused_where_the_provider_always_names_it()
    {
        var person = await AddAsync();
        using var browser = new TestBrowser(clouds.Ours);
        var back = await clouds.ProveAsync(browser, person.UserName, ThereOnly);

        await NotFinishedAsync(browser, back.Replace("iss=", "was=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_our_own_addresses_are_gone_on_to()
    {
        var person = await AddAsync();
        using var browser = new TestBrowser(clouds.Ours);
        var start = $"/account/federation/{FederatedClouds.Domain}/start?returnUrl=https%3A%2F%2Fattacker.example%2F";

        using var finished = await browser.OpenAsync(await clouds.ProveFromAsync(browser, start, person.UserName, ThereOnly));

        Assert.Equal("/", await FederatedClouds.OnwardOfAsync(finished));
    }

    [Fact]
    public async Task A_token_of_another_time_is_refused()
    {
        var own = new FederatedClouds();
        await own.InitializeAsync();
        try
        {
            await own.FederateAsync();
            await own.AddAtProviderAsync($"anybody@{FederatedClouds.Domain}", ThereOnly);
            using var browser = new TestBrowser(own.Ours);
            var back = await own.ProveAsync(browser, $"anybody@{FederatedClouds.Domain}", ThereOnly);
            own.Ours.Time.Advance(TimeSpan.FromHours(3)); // As if the provider's clock were slow.

            await NotFinishedAsync(browser, back);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nothing_secret_is_stored_or_logged()
    {
        var person = await AddAsync();
        using var browser = new TestBrowser(clouds.Ours);
        using var finished = await browser.OpenAsync(await clouds.ProveAsync(browser, person.UserName, ThereOnly));
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);

        var row = await clouds.Ours.WithDbAsync(db => db.FederationProviders.SingleAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(FederatedClouds.Secret, row.ProtectedSecret);
        Assert.DoesNotContain(clouds.Ours.LogLines, line => line.Contains(FederatedClouds.Secret, StringComparison.Ordinal) || line.Contains("eyJ", StringComparison.Ordinal));
        Assert.DoesNotContain(FederatedClouds.Secret, (await clouds.Ours.CliAsync("sign-in", "show", "--json")).Out);
        Assert.DoesNotContain(FederatedClouds.Secret, (await clouds.Ours.CliAsync("audit", "--json")).Out);
    }

    [Fact]
    public async Task A_provider_that_is_down_has_a_page_that_says_so_and_is_asked_again()
    {
        var own = new FederatedClouds();
        await own.InitializeAsync();
        Assert.Equal(0, (await own.FederateAsync()).ExitCode);
        using var browser = new TestBrowser(own.Ours);
        var start = FederatedClouds.ElsewhereOf((await browser.SendNameAsync($"anybody@{FederatedClouds.Domain}")).Body);
        await own.Provider.StopAsync();

        using var page = await browser.OpenAsync(start);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("does not answer", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var refused = await own.FederateAsync();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(own.Provider.Url.Authority, refused.Error);
        await own.Ours.DisposeAsync(); // The provider is stopped already.
    }

    [Fact]
    public async Task A_domain_that_is_not_federated_has_no_way_to_a_provider()
    {
        using var browser = new TestBrowser(clouds.Ours);

        using var start = await browser.OpenAsync("/account/federation/elsewhere.example/start");
        using var back = await browser.OpenAsync("/account/federation/elsewhere.example/return?code=x&state=y");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (start.StatusCode, back.StatusCode));
    }

    [Theory]
    [InlineData("http://localhost/", "is not an issuer")]
    [InlineData("https://localhost/?tenant=1", "is not an issuer")]
    [InlineData("https://127.0.0.1:1/", "cannot be used")]
    public async Task An_issuer_that_cannot_be_used_is_refused_and_nothing_changes(string issuer, string error)
    {
        var before = (await clouds.Ours.CliAsync("sign-in", "show", "--json")).Out;

        (await clouds.Ours.CliAsync("sign-in", "set", FederatedClouds.Domain, "federation", "--issuer", issuer, "--client-id", "x")).AssertCouldNotRun(error);

        Assert.Equal(before, (await clouds.Ours.CliAsync("sign-in", "show", "--json")).Out);
    }

    [Fact]
    public async Task What_does_not_belong_together_is_refused()
    {
        var (issuer, ca) = (clouds.Provider.Url.AbsoluteUri, Path.Combine(clouds.Provider.Home, "tls", "ca.pem"));
        foreach (var (arguments, error) in new (string[], string)[]
        {
            (["federation", "--issuer", issuer], "needs --issuer and --client-id"),
            (["federation", "--issuer", issuer, "--client-id", "x"], "cannot be used"), // Of an authority that this machine does not know.
            (["federation", "--issuer", $"{issuer}other", "--client-id", "x", "--ca-file", ca], "cannot be used"),
            (["federation", "--issuer", issuer, "--client-id", "x", "--ca-file", TemporaryFolder.File("nothing")], "There is no certificate"),
            (["federation", "--issuer", issuer, "--client-id", "x", "--ca-file", ca, "--match", "source-anchor"], "which claim"),
            (["password-hash", "--issuer", issuer], "goes with federation only"),
        })
            (await clouds.Ours.CliAsync(["sign-in", "set", FederatedClouds.Domain, .. arguments])).AssertCouldNotRun(error);
    }

    static async Task NotFinishedAsync(TestBrowser browser, string address)
    {
        using var page = await browser.OpenAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("could not be finished", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    async Task<TestPerson> AddAsync()
    {
        var person = new TestPerson();
        using var agent = await TestAgent.EnrollAsync(clouds.Ours, $"agent-{Guid.NewGuid():N}");
        await agent.DeliverAsync(person.Whole());
        await clouds.AddAtProviderAsync(person.UserName, ThereOnly);
        return person;
    }
}
