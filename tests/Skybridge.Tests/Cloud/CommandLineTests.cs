using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Wrong input: two lines, exit code 2, and nothing changed.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "command was not provided")]
    [InlineData("--bogus", "'--bogus'")]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("user", "command was not provided")]
    [InlineData("user list --nope", "'--nope'")]
    [InlineData("user list extra", "'extra'")]
    [InlineData("user list --limit many", "--limit takes a whole number")]
    [InlineData("user list --limit 0", "--limit takes a whole number")]
    [InlineData("user list --source both", "not from 'both'")]
    [InlineData("user show", "'USER'")]
    [InlineData("user show nobody", "'nobody'")]
    [InlineData("user create kim", "no password")]
    [InlineData("user create kim@elsewhere.example --password-file {long}", "elsewhere.example is not a verified domain")]
    [InlineData("user create @skybridge.internal --password-file {long}", "is not a user name")]
    [InlineData("user create kim --password-file {short}", "fewer than 8 characters")]
    [InlineData("user create kim --password-file /nowhere", "/nowhere cannot be read")]
    [InlineData("user reset-password nobody --password-file {long}", "'nobody'")]
    [InlineData("enroll", "'NAME'")]
    [InlineData("enroll agent --expires never", "--expires takes a whole number")]
    [InlineData("enroll agent --expires", "--expires")]
    [InlineData("domain add not..a.domain", "is not a domain name")]
    [InlineData("domain add skybridge.internal", "is a domain of the tenant already")]
    [InlineData("domain verify unknown.example", "is not a domain of the tenant")]
    [InlineData("sign-in", "command was not provided")]
    [InlineData("sign-in show unknown.example", "unknown.example is not a domain of the tenant")]
    [InlineData("sign-in show not..a.domain", "is not a domain name")]
    [InlineData("sign-in set skybridge.internal", "'METHOD'")]
    [InlineData("sign-in set skybridge.internal kerberos", "no sign-in method 'kerberos'")]
    [InlineData("sign-in set skybridge.internal federation", "is the tenant's own domain")]
    [InlineData("sign-in set skybridge.internal do-not-configure", "is the tenant's own domain")]
    [InlineData("sign-in set unknown.example federation", "unknown.example is not a domain of the tenant")]
    [InlineData("sign-in set skybridge.internal password-hash --keep-password-hash", "--keep-password-hash goes with federation only")]
    [InlineData("sign-in set unknown.example do-not-configure --keep-password-hash", "--keep-password-hash goes with federation only")]
    [InlineData("feature set nonsense on", "no feature 'nonsense'")]
    [InlineData("feature set password-sync maybe", "not 'maybe'")]
    [InlineData("client add App", "--redirect-uri")]
    [InlineData("client add App --redirect-uri relative", "cannot be a redirect address")]
    [InlineData("client add App --redirect-uri http://app.example/cb", "cannot be a redirect address")]
    [InlineData("client add App --redirect-uri https://app.example/cb#part", "cannot be a redirect address")]
    [InlineData("client add App --redirect-uri javascript:alert(1)", "cannot be a redirect address")]
    [InlineData("client add App --redirect-uri https://app.example/cb --id not/an/id", "is not a client identifier")]
    [InlineData("client add App --redirect-uri https://app.example/cb --secret-file {short}", "fewer than 16 characters")]
    [InlineData("client remove unknown", "no client 'unknown'")]
    [InlineData("agent revoke unknown", "No active agent is called 'unknown'")]
    [InlineData("audit --since yesterday", "--since takes a moment")]
    [InlineData("serve --urls http://localhost:1", "is not encrypted")]
    [InlineData("serve --urls localhost:1", "is not an address to listen on")]
    [InlineData("serve --urls https://localhost:99999", "is not an address to listen on")]
    [InlineData("serve --urls https://host.example:1", "is not an address to listen on")]
    [InlineData("serve --urls ;", "is not an address to listen on")]
    public async Task What_is_wrong_is_named(string arguments, string error)
    {
        var home = await TemplateHome.CopyAsync();
        var line = arguments
            .Replace("{short}", TemporaryFolder.File("short"))
            .Replace("{long}", TemporaryFolder.File("long enough for anybody"));

        var run = await CliRun.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--home", home]);

        run.AssertCouldNotRun(error);
        await using var db = TestStore.Open(home);
        Assert.Single(db.AuditEntries);
    }

    [Theory]
    [InlineData("user list")]
    [InlineData("enroll agent")]
    [InlineData("serve")]
    public async Task Without_a_home_every_command_says_how_to_make_one(string arguments)
    {
        var home = TemporaryFolder.NewPath();

        var run = await CliRun.RunAsync([.. arguments.Split(' '), "--home", home]);

        run.AssertCouldNotRun($"There is no cloud in {home}");
        Assert.Contains("skybridge-cloud init", run.Error);
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task The_home_can_be_named_by_the_environment()
    {
        var terminal = new CliRun.TestTerminal();
        terminal.Environment["SKYBRIDGE_HOME"] = await TemplateHome.CopyAsync();

        Assert.Equal(0, (await CliRun.RunAsync(terminal, "user", "list")).ExitCode);
    }

    [Theory]
    [InlineData("""{"hosts":["localhost"],"surprise":1}""")]
    [InlineData("""{"hosts":null}""")]
    [InlineData("""{"hosts":["a"],"hosts":["b"]}""")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task Settings_that_are_not_understood_are_refused(string settings)
    {
        var home = await TemplateHome.CopyAsync();
        await File.WriteAllTextAsync(Path.Combine(home, "cloud.json"), settings, TestContext.Current.CancellationToken);

        (await CliRun.RunAsync("serve", "--home", home)).AssertCouldNotRun("cannot be used");
        (await CliRun.RunAsync("user", "list", "--home", home)).AssertCouldNotRun("cannot be used");
    }

    [Fact]
    public async Task A_database_of_another_version_is_refused()
    {
        var newer = await TemplateHome.CopyAsync();
        await ExecuteAsync(newer, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Later', '99')");
        (await CliRun.RunAsync("user", "list", "--home", newer)).AssertCouldNotRun("made by a newer version");
        (await CliRun.RunAsync("serve", "--home", newer, "--urls", "https://127.0.0.1:0")).AssertCouldNotRun("made by a newer version");

        var older = await TemplateHome.CopyAsync();
        await ExecuteAsync(older, "DELETE FROM \"__EFMigrationsHistory\"");
        (await CliRun.RunAsync("user", "list", "--home", older)).AssertCouldNotRun("made by an older version");
    }

    [Theory]
    [InlineData("Initial")]
    [InlineData("Diagnosis")]
    [InlineData("Groups")]
    [InlineData("Federation")]
    [InlineData("Leases")]
    public async Task A_database_of_a_version_before_is_brought_up_to_date_by_the_server(string version)
    {
        await using var cloud = new RunningCloud();
        await cloud.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await agent.DeliverAsync(person.Whole());
        await cloud.CliAsync("feature", "set", "password-sync", "off");
        await cloud.StopAsync();
        var hasOlder = await cloud.WithDbAsync(async db =>
        {
            // PostgreSQL's set of migrations began with all that there was.
            var versions = db.Database.GetMigrations().ToList();
            var target = versions.Find(name => name.EndsWith($"_{version}", StringComparison.Ordinal)) ?? (TestStore.IsPostgres ? versions[0] : version);
            await db.GetService<IMigrator>().MigrateAsync(target, TestContext.Current.CancellationToken);
            return target != versions[^1];
        });

        Assert.True(hasOlder || TestStore.IsPostgres);
        if (hasOlder)
            (await cloud.CliAsync("user", "list")).AssertCouldNotRun("made by an older version");
        await cloud.StartAsync();

        Assert.Equal(0, (await cloud.CliAsync("user", "list")).ExitCode);
        Assert.True(Passwords.Match((await cloud.StoredAsync(person)).Credential!, person.Password));
        Assert.False((await cloud.WithDbAsync(db => db.Features.SingleAsync())).Enabled);
    }

    [Fact]
    public async Task A_cloud_with_its_data_in_a_file_has_no_other_nodes()
    {
        var source = await TemplateHome.CopyEmbeddedAsync();
        var other = TemporaryFolder.NewPath();

        (await CliRun.RunAsync("init", "--join", source, "--home", other)).AssertCouldNotRun("where only one server can work on it");
        (await CliRun.RunAsync("init", "--join", source, "--home", other, "--name", "Another")).AssertCouldNotRun("has the name and the domains");
        (await CliRun.RunAsync("init", "--join", TemporaryFolder.NewPath(), "--home", other)).AssertCouldNotRun("There is no cloud in");
        Assert.False(Directory.Exists(other));
    }

    [Fact]
    public async Task A_damaged_or_missing_database_is_named()
    {
        var damaged = await TemplateHome.CopyEmbeddedAsync();
        await File.WriteAllTextAsync(
            Path.Combine(damaged, "cloud.db"),
            "this is not a database, and was never one",
            TestContext.Current.CancellationToken);
        (await CliRun.RunAsync("user", "list", "--home", damaged)).AssertCouldNotRun("The database did not do what was asked");

        var missing = await TemplateHome.CopyEmbeddedAsync();
        File.Delete(Path.Combine(missing, "cloud.db"));
        (await CliRun.RunAsync("user", "list", "--home", missing)).AssertCouldNotRun("The database did not do what was asked");
        Assert.False(File.Exists(Path.Combine(missing, "cloud.db")));
    }

    [Fact]
    public async Task Missing_keys_and_certificates_are_named()
    {
        var withoutKeys = await TemplateHome.CopyAsync();
        File.Delete(Path.Combine(withoutKeys, "keys", "signing.pem"));
        (await CliRun.RunAsync("serve", "--home", withoutKeys, "--urls", "https://127.0.0.1:0")).AssertCouldNotRun("The token keys");

        var withoutCertificate = await TemplateHome.CopyAsync();
        File.Delete(Path.Combine(withoutCertificate, "tls", "server.key"));
        (await CliRun.RunAsync("serve", "--home", withoutCertificate, "--urls", "https://127.0.0.1:0")).AssertCouldNotRun("cannot be used");
    }

    [Fact]
    public async Task A_second_server_on_the_same_port_says_so()
    {
        await using var cloud = new RunningCloud();
        await cloud.InitializeAsync();

        var run = await cloud.CliAsync("serve", "--urls", cloud.Url.ToString());

        run.AssertCouldNotRun("cannot listen on");
    }

    [Fact]
    public async Task Help_is_not_an_error()
    {
        foreach (var command in new[] { "", "init", "serve", "enroll", "domain", "sign-in", "sign-in set", "feature", "user", "client", "agent", "audit" })
        {
            var run = await CliRun.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Contains("Usage:", run.Out);
        }
    }

    static async Task ExecuteAsync(string home, string sql)
    {
        await using var db = TestStore.Open(home);
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
