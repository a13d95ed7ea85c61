using System.Text.RegularExpressions;
using Skybridge.Agent;
using Skybridge.Cloud.CommandLine;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.CommandLine;

/// <summary>The manual pages say what the programs take.</summary>
public sealed partial class ManualTests
{
    [Theory]
    [InlineData("skybridge")]
    [InlineData("skybridge-cloud")]
    public async Task The_page_has_every_part_and_the_date_of_the_sources(string program)
    {
        var page = await PageAsync(program);

        Assert.StartsWith($".TH \"{program.ToUpperInvariant().Replace("-", "\\-", StringComparison.Ordinal)}\" 1 \"2026\\-01\\-02\" \"Skybridge ", page, StringComparison.Ordinal);
        Assert.Equal(
            ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"],
            Sections().Matches(page).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("\n\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skybridge", "skybridge credential set")]
    [InlineData("skybridge", "skybridge scope show")]
    [InlineData("skybridge-cloud", "skybridge-cloud domain verify")]
    [InlineData("skybridge-cloud", "skybridge-cloud sign-in set")]
    public async Task Commands_are_in_it_with_what_they_take(string program, string command) =>
        Assert.Contains($".SS \"{command.Replace("-", "\\-", StringComparison.Ordinal)}\"\n", await PageAsync(program), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_hidden_is_not_in_it() => Assert.DoesNotContain("skybridge man", await PageAsync("skybridge"), StringComparison.Ordinal);

    [Theory]
    [InlineData("skybridge")]
    [InlineData("skybridge-cloud")]
    public async Task Every_variable_that_a_command_names_is_explained(string program)
    {
        var page = await PageAsync(program);
        var variables = page[page.IndexOf(".SH \"ENVIRONMENT\"", StringComparison.Ordinal)..];

        Assert.All(
            Variables().Matches(page).Select(match => match.Value).Distinct(),
            name => Assert.Contains($".TP\n\\fB{name}\\fR\n", variables, StringComparison.Ordinal));
    }

    static async Task<string> PageAsync(string program)
    {
        var terminal = new CliRun.TestTerminal { Environment = { ["SOURCE_DATE_EPOCH"] = "1767312000" } };
        var token = TestContext.Current.CancellationToken;
        var code = program == "skybridge"
            ? await AgentProgram.RunAsync(["man"], terminal.Terminal, token)
            : await CloudProgram.RunAsync(["man"], terminal.Terminal, token);
        Assert.Equal(0, code);
        return terminal.Out.ToString();
    }

    [GeneratedRegex("^\\.SH \"(.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex("SKYBRIDGE_[A-Z_]+[A-Z]")]
    private static partial Regex Variables();
}
