using System.CommandLine;
using Skybridge.Agent;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Home;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.CommandLine;

/// <summary>What a service or a container is told by its environment.</summary>
public sealed class VariableTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cloud_is_made_of_variables_alone()
    {
        var terminal = new CliRun.TestTerminal();
        var home = TemporaryFolder.NewPath();
        terminal.Environment["SKYBRIDGE_HOME"] = home;
        terminal.Environment["SKYBRIDGE_NAME"] = "Contoso = us";
        terminal.Environment["SKYBRIDGE_HOST"] = "id.contoso.example, 10.1.2.3";
        terminal.Environment["SKYBRIDGE_INITIAL_DOMAIN"] = "";

        var run = await CliRun.RunAsync(terminal, "init", "--json");

        Assert.Equal("Contoso = us", run.Json().GetProperty("tenant").GetString());
        Assert.Equal("skybridge.internal", run.Json().GetProperty("initialDomain").GetString());
        Assert.Equal(["id.contoso.example", "10.1.2.3"], new CloudHome(home).ReadSettings().Hosts);
    }

    [Fact]
    public async Task What_is_typed_goes_before_a_variable()
    {
        var terminal = new CliRun.TestTerminal { Environment = { ["SKYBRIDGE_NAME"] = "Variable", ["SKYBRIDGE_HOST"] = "variable.example" } };

        var run = await CliRun.RunAsync(terminal, "init", "--name", "Typed", "--home", TemporaryFolder.NewPath(), "--json", "--host", "typed.example");

        Assert.Equal("Typed", run.Json().GetProperty("tenant").GetString());
        Assert.Equal("typed.example", Assert.Single(run.Json().GetProperty("hosts").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("SKYBRIDGE_URLS", "http://localhost:1", "is not encrypted")]
    [InlineData("SKYBRIDGE_PUBLIC_URL", "http://id.example", "is not a public address")]
    [InlineData("SKYBRIDGE_HOST", "a b/c", "is neither a host name nor an address")]
    [InlineData("SKYBRIDGE_CERTIFICATE", "/nowhere", "A certificate needs its key")]
    public async Task The_server_reads_variables_and_says_what_is_wrong(string name, string value, string error)
    {
        var terminal = new CliRun.TestTerminal { Environment = { [name] = value } };

        (await CliRun.RunAsync(terminal, "serve", "--home", await TemplateHome.CopyAsync())).AssertCouldNotRun(error);
    }

    [Fact]
    public void The_server_sets_what_it_was_told_above_its_home()
    {
        var options = new SettingOptions(TimeProvider.System);
        var command = new RootCommand();
        foreach (var option in options.All)
            command.Options.Add(option);
        var settings = new CloudSettings { Hosts = ["home.example"], PublicUrl = new("https://home.example/"), Certificate = "/home.pem", CertificateKey = "/home.key" };

        var url = options.Over(settings, command.Parse(["--public-url", "https://id.example/"]));

        Assert.Equal(["id.example"], url.Hosts);
        Assert.Equal(new Uri("https://id.example/"), url.PublicUrl);
        Assert.Equal(("/home.pem", "/home.key"), (url.Certificate, url.CertificateKey));
        Assert.Equal(settings, options.Over(settings, command.Parse([])));
    }

    [Fact]
    public async Task Other_commands_read_no_options_from_the_environment()
    {
        var terminal = new CliRun.TestTerminal { Environment = { ["SKYBRIDGE_LIMIT"] = "none", ["SKYBRIDGE_HOME"] = await TemplateHome.CopyAsync() } };

        Assert.Equal(0, (await CliRun.RunAsync(terminal, "user", "list")).ExitCode);
    }

    [Theory]
    [InlineData("SKYBRIDGE_RPC_PORT", "many", "--rpc-port takes a port from 1 to 65535, not 'many'")]
    [InlineData("SKYBRIDGE_STAGING", "perhaps", "The variable SKYBRIDGE_STAGING is neither true nor false")]
    [InlineData("SKYBRIDGE_DOMAIN", "nodots", "'nodots' is not the DNS name of a domain")]
    [InlineData("SKYBRIDGE_PASSWORD_FILE", "/nowhere", "/nowhere cannot be read")]
    [InlineData("SKYBRIDGE_ACCOUNT_PASSWORD_FILE", "/nowhere", "/nowhere cannot be read")]
    [InlineData("SKYBRIDGE_ENROLLMENT_CODE_FILE", "/nowhere", "/nowhere cannot be read")]
    [InlineData("SKYBRIDGE_KETTLE", "on", "There is no password for the connector account")]
    public async Task An_agent_is_set_up_by_variables(string name, string value, string error)
    {
        var run = await InitAgentAsync(terminal => terminal.Environment[name] = value, name == "SKYBRIDGE_ENROLLMENT_CODE_FILE" ? "SKYBRIDGE_ENROLLMENT_CODE" : "");

        run.AssertCouldNotRun(error);
    }

    [Fact]
    public async Task An_error_of_a_variable_names_those_that_were_read()
    {
        var run = await InitAgentAsync(terminal => terminal.Environment["SKYBRIDGE_RPC_PORT"] = "many");

        Assert.Contains("SKYBRIDGE_RPC_PORT", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the code", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_two_places_is_refused()
    {
        var run = await InitAgentAsync(terminal =>
        {
            terminal.Environment["SKYBRIDGE_ACCOUNT_PASSWORD"] = "the one";
            terminal.Environment["SKYBRIDGE_ACCOUNT_PASSWORD_FILE"] = TemporaryFolder.File("the other");
        });

        run.AssertCouldNotRun("Both SKYBRIDGE_ACCOUNT_PASSWORD and SKYBRIDGE_ACCOUNT_PASSWORD_FILE are set");
        Assert.DoesNotContain("the one", run.Error, StringComparison.Ordinal);
    }

    // Everything that init needs but the password, in the environment.
    static async Task<CliRun> InitAgentAsync(Action<CliRun.TestTerminal> change, string without = "")
    {
        var terminal = new CliRun.TestTerminal();
        terminal.Environment["SKYBRIDGE_HOME"] = TemporaryFolder.NewPath();
        terminal.Environment["SKYBRIDGE_DOMAIN"] = "north.example";
        terminal.Environment["SKYBRIDGE_DOMAIN_CONTROLLER"] = "127.0.0.1:dc.north.example";
        terminal.Environment["SKYBRIDGE_ACCOUNT"] = "sync";
        terminal.Environment["SKYBRIDGE_CLOUD"] = "https://localhost:1";
        terminal.Environment["SKYBRIDGE_ENROLLMENT_CODE"] = "the code";
        terminal.Environment.Remove(without);
        change(terminal);
        var exitCode = await AgentProgram.RunAsync(["init"], terminal.Terminal, Token);
        return new CliRun(exitCode, terminal.Out.ToString(), terminal.Error.ToString());
    }
}
