using Npgsql;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Home;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A home that <c>init</c> made once; every test that needs one gets a copy, which takes a tenth of the time.</summary>
static class TemplateHome
{
    public const string Tenant = "Contoso";

    static readonly SemaphoreSlim Copying = new(1);
    static readonly Lazy<Task<string>> Made = new(() => MakeAsync(TestStore.IsPostgres));
    static readonly Lazy<Task<string>> Embedded = new(() => MakeAsync(isPostgres: false));

    public static async Task<string> CopyAsync()
    {
        var copy = Copy(await Made.Value);
        if (TestStore.IsPostgres)
            await CopyDatabaseAsync(copy);
        return copy;
    }

    /// <summary>One with the embedded store, whatever this run is about.</summary>
    public static async Task<string> CopyEmbeddedAsync() => Copy(await Embedded.Value);

    static string Copy(string template)
    {
        var copy = TemporaryFolder.NewPath();
        foreach (var folder in Directory.EnumerateDirectories(template, "*", SearchOption.AllDirectories).Prepend(template))
            CloudHome.CreateFolder(folder.Replace(template, copy));
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(template, copy));
        return copy;
    }

    static async Task CopyDatabaseAsync(string copy)
    {
        var home = new CloudHome(copy);
        var settings = home.ReadSettings();
        var connection = new NpgsqlConnectionStringBuilder(settings.Postgres);
        await Copying.WaitAsync();
        try
        {
            using (var template = new NpgsqlConnection(settings.Postgres))
                NpgsqlConnection.ClearPool(template); // Only what nobody is connected to can be copied.
            connection.Database = await TestStore.CreateAsync(connection.Database);
        }
        finally
        {
            Copying.Release();
        }

        File.Delete(home.Settings);
        home.WriteSettings(settings with { Postgres = connection.ConnectionString });
    }

    static async Task<string> MakeAsync(bool isPostgres)
    {
        var folder = TemporaryFolder.NewPath();
        var terminal = new CliRun.TestTerminal();
        string[] store = isPostgres ? ["--postgres", TestStore.Address(await TestStore.CreateAsync())] : [];
        var exitCode = await CloudProgram.RunAsync(
            ["init", "--home", folder, "--name", Tenant, "--host", "localhost", "--host", "127.0.0.1", .. store],
            terminal.Terminal);
        Assert.True(exitCode == 0, terminal.Error.ToString());
        // The cheapest that there is: it is the same function, and the tests sign in by the thousand.
        var home = new CloudHome(folder);
        var settings = home.ReadSettings() with { OuterHash = new() { MemoryMiB = 8, Passes = 1 } };
        File.Delete(home.Settings);
        home.WriteSettings(settings);
        return folder;
    }
}
