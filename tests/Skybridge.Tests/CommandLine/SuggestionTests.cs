using Skybridge.Agent;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.CommandLine;

/// <summary>What a shell is offered for a line that is not typed to its end.</summary>
public sealed class SuggestionTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("skybridge sta", "staging status")]
    [InlineData("/usr/lib/skybridge/skybridge sta", "staging status")]
    [InlineData("skybridge staging ", "off on")]
    [InlineData("skybridge staging of", "off")]
    [InlineData("skybridge status --j", "--json")]
    [InlineData("skybridge completion z", "zsh")]
    [InlineData("skybridge nonsense", "")]
    public async Task The_agent_offers(string line, string expected) => Assert.Equal(expected, await OfferAsync(line));

    [Theory]
    [InlineData("skybridge-cloud feat", "feature")]
    [InlineData("skybridge-cloud feature ", "list set")]
    [InlineData("skybridge-cloud feature set pass", "password-sync")]
    [InlineData("skybridge-cloud feature set password-sync ", "off on")]
    [InlineData("skybridge-cloud user list --source ", "cloud sync")]
    public async Task The_cloud_offers(string line, string expected)
    {
        var run = await CliRun.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected, Words(run.Out));
    }

    [Fact]
    public async Task What_stands_behind_the_cursor_does_not_count() =>
        Assert.Equal("staging status", Words((await RunAgentAsync("[suggest:13]", "skybridge sta --json")).Out));

    [Fact]
    public async Task Domains_of_the_home_are_offered_and_nothing_where_there_is_no_home()
    {
        var home = Directory.CreateDirectory(TemporaryFolder.NewPath()).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(home, "agent.json"),
            """{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[{"domain":"corp.example","account":"s"},{"domain":"west.example","account":"s"}]}""",
            Token);

        Assert.Equal("corp.example west.example", await OfferAsync($"skybridge status --home {home} --connector "));
        Assert.Equal("west.example", await OfferAsync($"skybridge status --home {home} --connector w"));
        Assert.Equal("", await OfferAsync($"skybridge status --home {home}/nowhere --connector w"));
    }

    [Theory]
    [InlineData("[suggest:x]")]
    [InlineData("[suggest:-1]")]
    [InlineData("[suggest:99999999999]")]
    public async Task A_place_that_is_none_is_an_argument_like_any_other(string directive) =>
        Assert.Equal(2, (await RunAgentAsync(directive, "skybridge ")).ExitCode);

    [Theory]
    [InlineData("bash", "complete -o default -F _skybridge skybridge\n")]
    [InlineData("zsh", "#compdef skybridge\n")]
    [InlineData("fish", "complete --command skybridge ")]
    [InlineData("pwsh", "-CommandName skybridge ")]
    public async Task Every_shell_has_a_script(string shell, string expected)
    {
        var run = await RunAgentAsync("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_script_for_another_shell() => Assert.Equal(2, (await RunAgentAsync("completion", "cmd")).ExitCode);

    static async Task<string> OfferAsync(string line) => Words((await RunAgentAsync($"[suggest:{line.Length}]", line)).Out);

    static async Task<CliRun> RunAgentAsync(params string[] arguments)
    {
        var terminal = new CliRun.TestTerminal();
        var code = await AgentProgram.RunAsync(arguments, terminal.Terminal, Token);
        return new(code, terminal.Out.ToString(), terminal.Error.ToString());
    }

    static string Words(string output) => string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
