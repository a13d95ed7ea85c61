using Skybridge.Lab.Domains;
using Skybridge.Lab.Processes;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Postgres;

/// <summary>The whole way with the cloud's data on a PostgreSQL server, and what an operator is told when that cannot be.</summary>
public sealed class PostgresCloudTests(LabRun lab, PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_domain_controller_to_a_sign_in()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "postgres", new() { Population = Population.Nobody }, Token, makeCloud: postgres.MakeCloudAsync);
        await stack.Agent.StartAsync(Token);
        var ada = await stack.AddSignedInAsync("ada");
        var ben = await stack.AddSignedInAsync("ben");
        var zoé = await stack.AddSignedInAsync("Ζωή");

        await ada.ResetAsync();
        await ben.ResetAsync();
        await stack.Domain.Directory.DeleteAsync(zoé.Who, Token);

        await stack.AgreesAsync(ada, ben);
        Assert.False(await zoé.IsLetInAsync());
        Assert.False(File.Exists(Path.Combine(stack.Cloud.Home, "cloud.db")));
        await stack.Cloud.KillAsync(Token);
        await stack.Cloud.StartAsync(Token);
        await stack.AgreesAsync(ada, ben);
    }

    [Fact]
    public async Task A_database_that_has_a_cloud_keeps_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await InitAsync(database);

        var again = await InitAsync(database, expected: 2);

        Assert.Contains("There is a cloud in the database", again.Errors);
        Assert.Equal("1", (await postgres.Server.SqlAsync(database, "SELECT count(*) FROM tenants", Token)).Trim());
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_cannot_hold_every_name_is_named()
    {
        Assert.Contains("createdb", (await InitAsync("nowhere", expected: 2)).Errors);

        await postgres.Server.SqlAsync("postgres", "CREATE DATABASE latin OWNER skybridge ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'", Token);
        Assert.Contains("encoding LATIN1", (await InitAsync("latin", expected: 2)).Errors);
    }

    [Fact]
    public async Task A_database_of_somebody_else_is_not_entered()
    {
        await postgres.Server.SqlAsync("postgres", "CREATE DATABASE foreign_one OWNER postgres", Token);

        Assert.Contains("docs/postgresql.md", (await InitAsync("foreign_one", expected: 2)).Errors);
    }

    [Fact]
    public async Task A_database_that_acknowledges_before_it_has_written_is_refused()
    {
        var database = await postgres.CreateDatabaseAsync();
        await postgres.Server.SqlAsync("postgres", $"ALTER DATABASE {database} SET synchronous_commit = off", Token);

        Assert.Contains("synchronous_commit is off", (await InitAsync(database, expected: 2)).Errors);
    }

    [Fact]
    public async Task A_wrong_password_is_named_and_the_environment_can_give_the_right_one()
    {
        var database = await postgres.CreateDatabaseAsync();
        var home = Path.Combine(lab.Folder, $"{database}-password");
        var wrong = Path.Combine(lab.Folder, $"{database}.wrong");
        await File.WriteAllTextAsync(wrong, "wrong\n", Token);
        string[] arguments = ["init", "--home", home, "--postgres", postgres.Server.Address(database)];

        var refused = await Programs.RunAsync(Programs.Cloud, [.. arguments, "--postgres-password-file", wrong], cancellationToken: Token);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("PGPASSFILE", refused.Errors);
        Assert.False(Directory.Exists(home));

        var taken = await Tool.RunAsync("env", [$"PGPASSFILE={postgres.Server.PassFile}", Programs.Cloud, .. arguments], cancellationToken: Token);
        Assert.True(taken.ExitCode == 0, taken.Errors);
        Assert.DoesNotContain("password", await File.ReadAllTextAsync(Path.Combine(home, "cloud.json"), Token), StringComparison.OrdinalIgnoreCase);
    }

    async Task<ToolResult> InitAsync(string database, int expected = 0)
    {
        var home = Path.Combine(lab.Folder, $"{database}-{Guid.NewGuid():N}");
        var result = await Programs.RunAsync(Programs.Cloud, ["init", "--home", home, .. postgres.Init(database)], cancellationToken: Token);
        Assert.True(result.ExitCode == expected, result.Errors);
        Assert.Equal(expected == 0, Directory.Exists(home));
        return result;
    }
}
