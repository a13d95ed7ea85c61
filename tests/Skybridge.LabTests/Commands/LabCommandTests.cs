using System.Diagnostics;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Commands;

/// <summary>The command line as a person meets it: the program itself, its words and its exit codes.</summary>
public class LabCommandTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_domain_controller_outlives_the_command_that_started_it()
    {
        var home = Path.Combine(lab.Folder, "cli");
        string[] start = ["dc", "start", "--home", home, "--address", lab.ReserveAddress().ToString(), "--people", await NobodyAsync()];

        var started = await RunAsync(start);
        var status = await RunAsync(["dc", "status", "--home", home]);
        await using var domain = SambaDomainController.Open(home);
        var running = domain.IsRunning;
        var stopped = await RunAsync(["dc", "stop", "--home", home]);

        Assert.Equal((0, 0, 0), (started.Code, status.Code, stopped.Code));
        Assert.Contains("running", status.Output, StringComparison.Ordinal);
        Assert.True(running);
        Assert.False(domain.IsRunning);
    }

    [Fact]
    public async Task A_password_comes_from_a_pipe_and_is_never_an_argument()
    {
        var domain = await lab.NorthAsync();
        await domain.Directory.AddUserAsync("piped", "piped@north.example", "Old-1", Token);

        var set = await RunAsync(["user", "set-password", "piped", "--home", domain.Home], "Frôm a pipe 🗝 \n");
        var changed = await RunAsync(["user", "change-password", "piped", "--home", domain.Home], "Frôm a pipe 🗝 \nAgain-1\n");
        var refused = await RunAsync(["user", "set-password", "piped", "secret", "--home", domain.Home]);

        Assert.Equal((0, 0, 2), (set.Code, changed.Code, refused.Code));
        Assert.True((await domain.Kerberos.TryAsync("piped", "Again-1", Token)).Accepted);
    }

    [Theory]
    [InlineData("dc", "start", "--adress", "127.0.0.1")]
    [InlineData("dc", "start", "--address", "8.8.8.8", "--home", "/nonexistent/lab")]
    [InlineData("dc", "start", "--people", "/nonexistent/people.json", "--home", "/nonexistent/lab")]
    [InlineData("dc", "stop", "--home", "/nonexistent/lab")]
    [InlineData("user", "disable", "--home")]
    [InlineData("nonsense")]
    public async Task What_cannot_be_done_says_so_and_what_to_do(params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal(2, result.Code);
        Assert.Single(result.Errors.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Single(result.Errors.Split('\n'), line => line.StartsWith("hint: ", StringComparison.Ordinal));
        Assert.False(Directory.Exists("/nonexistent"));
    }

    [Fact]
    public async Task An_unknown_user_is_said_in_the_directorys_words()
    {
        var domain = await lab.NorthAsync();

        var result = await RunAsync(["user", "disable", "nobody.there", "--home", domain.Home]);

        Assert.Equal(2, result.Code);
        Assert.Contains("nobody.there", result.Errors, StringComparison.Ordinal);
    }

    async Task<string> NobodyAsync()
    {
        var path = Path.Combine(lab.Folder, "nobody.json");
        await File.WriteAllTextAsync(path, """{ "people": [] }""", Token);
        return path;
    }

    static async Task<(int Code, string Output, string Errors)> RunAsync(string[] args, string input = "")
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "skybridge-lab"), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }
}
