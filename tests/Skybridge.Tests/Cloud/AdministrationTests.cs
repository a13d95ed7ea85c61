using System.Text.Json;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Commands that do their work, beside a server that runs.</summary>
public sealed class AdministrationTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task A_cloud_user_is_created_listed_shown_and_signs_in()
    {
        var file = TemporaryFolder.File("a long enough one\n");
        var created = (await cloud.CliAsync("user", "create", "Kim", "--display-name", "Kim Example", "--mail", "kim@contoso.example", "--administrator", "--password-file", file, "--json")).Json();

        var listed = (await cloud.CliAsync("user", "list", "--source", "cloud", "--administrators", "--json")).Json();
        var shown = (await cloud.CliAsync("user", "show", "KIM@skybridge.internal", "--json")).Json();
        using var browser = new TestBrowser(cloud);

        Assert.Equal("Kim@skybridge.internal", created.GetProperty("userName").GetString());
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        Assert.Equal(
            ("cloud", true, true),
            (
                shown.GetProperty("user").GetProperty("source").GetString(),
                shown.GetProperty("user").GetProperty("administrator").GetBoolean(),
                shown.GetProperty("user").GetProperty("hasPassword").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("onPremises").ValueKind);
        Assert.True((await browser.SignInAsync("kim@skybridge.internal", "a long enough one")).IsIn);
    }

    [Fact]
    public async Task A_password_that_is_set_here_costs_a_hundred_times_as_much_to_guess()
    {
        await cloud.CliWithPasswordAsync("a long enough one", "user", "create", "costly");

        var verifier = await cloud.WithDbAsync(db => Task.FromResult(
            db.Credentials.Single(row => row.UserId == db.Users.Single(user => user.UserName == "costly@skybridge.internal").Id).Verifier));

        Assert.Equal("100000", verifier.Split(',')[^2]);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await cloud.CliWithPasswordAsync("a long enough one", "user", "create", "twice");

        (await cloud.CliWithPasswordAsync("a long enough one", "user", "create", "TWICE@skybridge.internal")).AssertCouldNotRun(
            "is called TWICE@skybridge.internal already");
    }

    [Fact]
    public async Task A_synchronized_person_is_shown_with_what_came_from_the_directory()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());

        foreach (var name in new[] { $"{person.Sam}@skybridge.internal", person.Anchor.Value })
        {
            var shown = (await cloud.CliAsync("user", "show", name, "--json")).Json();

            Assert.Equal(
                (person.UserName, "sync"),
                (
                    shown.GetProperty("onPremises").GetProperty("userName").GetString(),
                    shown.GetProperty("user").GetProperty("passwordSource").GetString()));
            Assert.Equal(
                cloud.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                shown.GetProperty("user").GetProperty("passwordSynchronized").GetDateTimeOffset().ToUnixTimeMilliseconds());
            var byId = await cloud.CliAsync("user", "show", shown.GetProperty("user").GetProperty("id").GetString()!);
            Assert.Contains(person.Image.DistinguishedName, byId.Out);
        }
    }

    [Fact]
    public async Task People_are_listed_by_what_is_asked_for()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (disabled, without, removed) = (
            new TestPerson { Sam = "list-disabled", Enabled = false },
            new TestPerson { Sam = "list-without" },
            new TestPerson { Sam = "list-removed" });
        await agent.DeliverAsync(disabled.Whole(), without.ImageOnly(), removed.Whole());
        await agent.DeliverAsync(removed.Removed());

        Assert.Equal(["list-disabled@skybridge.internal"], await NamesAsync("--disabled"));
        Assert.Equal(["list-without@skybridge.internal"], await NamesAsync("--without-password"));
        Assert.Equal(["list-removed@skybridge.internal"], await NamesAsync("--deleted"));
        Assert.Equal(["list-disabled@skybridge.internal", "list-without@skybridge.internal"], await NamesAsync());
    }

    [Fact]
    public async Task A_reset_password_counts_at_once()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        using var browser = new TestBrowser(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());

        var run = await cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", $"{person.Sam}@skybridge.internal");

        Assert.Contains("until the password changes in the source directory", run.Out);
        Assert.True((await browser.SignInAsync(person.UserName, person.Password)).IsRefused);
        Assert.True((await browser.SignInAsync(person.UserName, "given by the help desk")).IsIn);
    }

    [Fact]
    public async Task Who_set_a_password_here_is_told_until_the_directory_takes_over()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (person, other) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(person.Whole(), other.Whole());
        Assert.Null(await SetByAsync(person));

        foreach (var name in new[] { person.Anchor.Value, other.Anchor.Value })
            await cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", name);
        Assert.Equal(("cli:tester@here", "cli:tester@here"), (await SetByAsync(person), await SetByAsync(other)));
        Assert.Contains("set by              cli:tester@here", (await cloud.CliAsync("user", "show", person.Anchor.Value)).Out);

        await agent.DeliverAsync((person with { Version = 2 }).PasswordOnly(), other.NoPassword());
        Assert.Equal((null, null), (await SetByAsync(person), await SetByAsync(other)));
        Assert.Null((await cloud.StoredAsync(other)).Credential!.SetBy);
    }

    [Fact]
    public async Task A_confidential_client_proves_itself_with_its_secret()
    {
        var secret = TemporaryFolder.File("a secret of the application\r\n");
        await cloud.CliAsync("client", "add", "Confidential", "--redirect-uri", OidcClient.RedirectUri, "--secret-file", secret);
        using var browser = new TestBrowser(cloud);
        using var client = new OidcClient(cloud, browser, "confidential");

        var wrong = await client.TokenAsync(
            ("grant_type", "refresh_token"),
            ("client_id", "confidential"),
            ("client_secret", "wrong"),
            ("refresh_token", "x"));
        var right = await client.TokenAsync(
            ("grant_type", "refresh_token"),
            ("client_id", "confidential"),
            ("client_secret", "a secret of the application"),
            ("refresh_token", "x"));

        Assert.Equal(("invalid_client", "invalid_grant"), (wrong.GetProperty("error").GetString(), right.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Clients_are_listed_without_agents()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        await cloud.CliAsync(
            "client",
            "add",
            "Listed App",
            "--redirect-uri",
            "http://127.0.0.1/cb",
            "com.contoso.app:/cb",
            "--post-logout-redirect-uri",
            "https://app.example/bye");

        var clients = (await cloud.CliAsync("client", "list", "--json")).Json().GetProperty("clients").EnumerateArray().ToList();

        var client = Assert.Single(clients, row => row.GetProperty("id").GetString() == "listed-app");
        Assert.Equal("public", client.GetProperty("type").GetString());
        Assert.DoesNotContain(clients, row => row.GetProperty("id").GetString() == agent.Id);
    }

    [Fact]
    public async Task Agents_are_listed_with_what_they_are()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "listed");
        await agent.DeliverAsync();
        await cloud.CliAsync("agent", "revoke", agent.Id);

        var listed = (await cloud.CliAsync("agent", "list", "--json")).Json().GetProperty("agents").EnumerateArray().Single(
            row => row.GetProperty("id").GetString() == agent.Id);

        Assert.Equal(
            ("listed", "host.north.example", "north.example", "0.1.0"),
            (
                listed.GetProperty("name").GetString(),
                listed.GetProperty("host").GetString(),
                listed.GetProperty("domain").GetString(),
                listed.GetProperty("version").GetString()));
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("lastContact").ValueKind);
        Assert.Equal("cli:tester@here", listed.GetProperty("revokedBy").GetString());
    }

    [Fact]
    public async Task Two_agents_of_one_name_are_told_apart_by_their_identifier()
    {
        using var one = await TestAgent.EnrollAsync(cloud, "same");
        using var other = await TestAgent.EnrollAsync(cloud, "same");

        (await cloud.CliAsync("agent", "revoke", "same")).AssertCouldNotRun("2 active agents are called 'same'");
        Assert.Equal(0, (await cloud.CliAsync("agent", "revoke", one.Id)).ExitCode);
        Assert.Equal(0, (await cloud.CliAsync("agent", "revoke", "same")).ExitCode);
    }

    [Fact]
    public async Task The_audit_log_can_be_cut_to_the_newest_and_to_a_time()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        await own.CliAsync("domain", "add", "first.example");
        own.Time.Advance(TimeSpan.FromDays(2));
        await own.CliAsync("domain", "add", "second.example");
        await own.CliAsync("domain", "add", "third.example");

        Assert.Equal(["second.example", "third.example"], await TargetsAsync(own, "--since", "24h"));
        Assert.Equal(["third.example"], await TargetsAsync(own, "--limit", "1"));
        Assert.Equal([TemplateHome.Tenant, "first.example", "second.example", "third.example"], await TargetsAsync(own));
    }

    [Fact]
    public async Task Tables_line_up_and_have_no_control_characters()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "table");

        var lines = (await cloud.CliAsync("agent", "list")).Out.Split('\n');

        var column = lines[0].IndexOf("STATE", StringComparison.Ordinal);
        Assert.All(lines.Skip(1).Where(line => line.Length > 0), line => Assert.Matches("^(active|silent|revoked)", line[column..]));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    async Task<string?> SetByAsync(TestPerson person) =>
        (await cloud.CliAsync("user", "show", person.Anchor.Value, "--json")).Json().GetProperty("user").GetProperty("passwordSetBy").GetString();

    async Task<IReadOnlyList<string?>> NamesAsync(params string[] filter) =>
        [.. (await cloud.CliAsync(["user", "list", "--search", "list-", "--json", .. filter])).Json().GetProperty("users").EnumerateArray().Select(
            user => user.GetProperty("userName").GetString())];

    static async Task<IReadOnlyList<string?>> TargetsAsync(RunningCloud cloud, params string[] options) =>
        [.. (await cloud.CliAsync(["audit", "--json", .. options])).Json().GetProperty("entries").EnumerateArray().Select(
            entry => entry.GetProperty("target").GetString())];
}
