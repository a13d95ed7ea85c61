using Npgsql;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How a PostgreSQL database is named, and that no password is ever part of it.</summary>
public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgresql://ada@db.example/people", "db.example", "people", "ada")]
    [InlineData("postgres://ada%40north@db.example:6432/people?sslmode=verify-full&sslrootcert=/ca.pem", "db.example:6432", "people", "ada@north")]
    [InlineData("postgresql://ada@one.example:5433,two.example:5434/people", "one.example:5433,two.example:5434", "people", "ada")]
    [InlineData("postgresql:///people?host=/run/postgresql&user=ada", "/run/postgresql", "people", "ada")]
    [InlineData("host=db.example dbname=people user=ada connect_timeout=3", "db.example", "people", "ada")]
    [InlineData("host = db.example dbname='the people' user='o\\'ada'", "db.example", "the people", "o'ada")]
    [InlineData("Host=db.example;Database=people;Username=ada;SSL Mode=Require", "db.example", "people", "ada")]
    public void An_address_is_read_in_the_words_of_postgresql_and_of_dotnet(string text, string host, string database, string user)
    {
        var parts = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(text));

        Assert.Equal((host, database, user), (parts.Host, parts.Database, parts.Username));
        Assert.Equal(text.Contains("verify-full") ? SslMode.VerifyFull : text.Contains("Require") ? SslMode.Require : SslMode.Prefer, parts.SslMode);
        Assert.Equal(text.Contains("connect_timeout") ? 3 : 5, parts.Timeout);
        Assert.Equal(host.Contains(',') ? "read-write" : null, parts.TargetSessionAttributes);
    }

    [Theory]
    [InlineData("postgresql://ada:hush@db.example/people")]
    [InlineData("postgresql://ada@db.example/people?password=hush")]
    [InlineData("host=db.example dbname=people user=ada password=hush")]
    [InlineData("Host=db.example;Database=people;Username=ada;Password=hush")]
    [InlineData("Host=db.example;Database=people;SSL Password=hush")]
    public async Task A_password_in_the_address_is_refused_and_not_repeated(string text)
    {
        var home = TemporaryFolder.NewPath();

        var run = await CliRun.RunAsync("init", "--home", home, "--postgres", text);

        run.AssertCouldNotRun("password in the address");
        Assert.Contains("--postgres-password-file", run.Error);
        Assert.DoesNotContain("hush", run.Error);
        Assert.False(Directory.Exists(home));
    }

    [Theory]
    [InlineData("nonsense", "cannot be understood")]
    [InlineData("postgresql://ada@db.example/people?colour=blue", "cannot be understood")]
    [InlineData("postgresql://ada@db.example/people?sslmode=hush", "cannot be understood")]
    [InlineData("postgresql://ada@db.example", "names no host or no database")]
    [InlineData("Username=ada;Database=people", "names no host or no database")]
    public void What_cannot_be_understood_is_named_and_not_repeated(string text, string error)
    {
        var refusal = Assert.Throws<OperatorException>(() => PostgresAddress.Parse(text));

        Assert.Contains(error, refusal.Message);
        Assert.DoesNotContain("hush", refusal.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_nothing_is_made()
    {
        var home = TemporaryFolder.NewPath();

        var run = await CliRun.RunAsync("init", "--home", home, "--postgres", "postgresql://ada@127.0.0.1:1/people");

        run.AssertCouldNotRun("The database did not do what was asked");
        Assert.Contains("PostgreSQL server runs", run.Error);
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task A_password_file_without_a_database_is_refused() =>
        (await CliRun.RunAsync("init", "--home", TemporaryFolder.NewPath(), "--postgres-password-file", "/nowhere")).AssertCouldNotRun("needs --postgres");

    [Fact]
    public async Task A_password_file_that_is_not_there_is_named() =>
        (await CliRun.RunAsync("init", "--home", TemporaryFolder.NewPath(), "--postgres", "postgresql://a@127.0.0.1:1/b", "--postgres-password-file", "/nowhere"))
            .AssertCouldNotRun("cannot be read from /nowhere");
}
