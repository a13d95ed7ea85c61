using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Home;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>A home that <c>init</c> made once; every test that needs one gets a copy, which takes a tenth of the time.</summary>
static class TemplateHome
{
    public const string Tenant = "Contoso";

    static readonly Lazy<Task<string>> Made = new(MakeAsync);

    public static async Task<string> CopyAsync()
    {
        var template = await Made.Value;
        var copy = TemporaryFolder.NewPath();
        foreach (var folder in Directory.EnumerateDirectories(template, "*", SearchOption.AllDirectories).Prepend(template))
            CloudHome.CreateFolder(folder.Replace(template, copy));
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(template, copy));
        return copy;
    }

    static async Task<string> MakeAsync()
    {
        var folder = TemporaryFolder.NewPath();
        var terminal = new CliRun.TestTerminal();
        var exitCode = await CloudProgram.RunAsync(
            ["init", "--home", folder, "--name", Tenant, "--host", "localhost", "--host", "127.0.0.1"],
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
