using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>Which database the clouds of this run keep their data in: the embedded one, or PostgreSQL when the environment names a server.</summary>
/// <remarks>
/// <c>./test</c> runs the same classes on both; <c>skybridge-lab postgres run</c> starts the server. Each cloud has a database of its own, a copy
/// of one that <c>init</c> made, in a language's collation: what needs bytes compared must say so.
/// </remarks>
static class TestStore
{
    static readonly string? Server = Environment.GetEnvironmentVariable("SKYBRIDGE_TEST_POSTGRES");
    static int _made;

    /// <summary>Whether it is PostgreSQL.</summary>
    public static bool IsPostgres => !string.IsNullOrEmpty(Server);

    /// <summary>The address of a database of this name, as <c>init --postgres</c> takes it.</summary>
    public static string Address(string database) => $"{Server![..Server!.LastIndexOf('/')]}/{database}";

    /// <summary>Makes a database: empty, or a copy of another one that nobody is connected to.</summary>
    public static async Task<string> CreateAsync(string? template = null)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";
        var source = template ?? "template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {source}");
        return name;
    }

    /// <summary>Cuts off whoever is connected.</summary>
    public static Task DropAsync(string home)
    {
        // Not by the program's own reader: some tests leave settings that it refuses.
        using var settings = JsonDocument.Parse(File.ReadAllBytes(new CloudHome(home).Settings));
        if (!settings.RootElement.TryGetProperty("postgres", out var address) || address.GetString() is not { } connection)
            return Task.CompletedTask;

        using (var own = new NpgsqlConnection(connection))
            NpgsqlConnection.ClearPool(own);
        return ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");
    }

    /// <summary>A context on the database of a home.</summary>
    public static CloudDbContext Open(string home)
    {
        var place = new CloudHome(home);
        return CloudStore.Of(place, place.ReadSettings()).Open();
    }

    /// <summary>
    /// That none of these texts can be read back. With the embedded store its files are searched, once the cloud has stopped; a server's pages
    /// keep what was deleted until they are written again (docs/postgresql.md), so there it is the rows.
    /// </summary>
    internal static async Task AssertNowhereAsync(RunningCloud cloud, IReadOnlyCollection<string> texts)
    {
        Assert.NotEmpty(texts);
        if (IsPostgres)
        {
            var rows = await cloud.WithDbAsync(db => db.Credentials.AsNoTracking().Select(row => row.Verifier).ToListAsync());
            Assert.All(texts, text => Assert.DoesNotContain(rows, row => row.Contains(text, StringComparison.Ordinal)));
        }

        await cloud.StopAsync();
        var files = Directory.GetFiles(cloud.Home, "cloud.db*");
        Assert.Equal(IsPostgres, files.Length == 0);
        foreach (var file in files)
        {
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.All(texts, text => Assert.True(content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) < 0, file));
        }
    }

    /// <summary>Runs SQL beside every cloud.</summary>
    static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresAddress.Parse(Server!));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
