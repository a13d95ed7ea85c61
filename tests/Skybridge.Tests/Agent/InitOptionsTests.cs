using System.CommandLine;
using Skybridge.Agent.Commands;
using Skybridge.Agent.Home;
using Skybridge.Agent.Setup;
using Skybridge.CommandLine;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Agent;

/// <summary>What the options of <c>init --change</c> mean for a connector that is there.</summary>
public class InitOptionsTests
{
    static readonly ConnectorSettings ByKeytab = new() { Domain = "corp.example", Account = "svc-sync", Credential = CredentialKind.Keytab, Keytab = "/etc/svc.keytab", RpcPort = 5000 };

    [Fact]
    public void A_password_takes_the_place_of_a_keytab_and_the_rest_stays()
    {
        using var plan = Begin("--password-file", "pw");

        Assert.Equal(ByKeytab with { Credential = CredentialKind.Password, Keytab = null }, plan.ToConnector());
    }

    [Fact]
    public void Another_domain_controller_leaves_the_keytab()
    {
        using var plan = Begin("--domain-controller", "10.0.0.1");

        Assert.Equal((CredentialKind.Keytab, "/etc/svc.keytab"), (plan.ToConnector().Credential, plan.ToConnector().Keytab));
    }

    [Theory]
    [InlineData("There is nothing to be changed.")]
    [InlineData("not changed at once", "--cloud", "https://cloud.example", "--account", "other")]
    [InlineData("does not read west.example yet", "--domain", "west.example", "--password-file", "pw")]
    public void What_names_nothing_or_too_much_is_refused(string error, params string[] options) =>
        Assert.Contains(error, Assert.Throws<OperatorException>(() => Begin(options).Dispose()).Message, StringComparison.Ordinal);

    static SetupPlan Begin(params string[] arguments)
    {
        var (options, command) = (new InitOptions(), new Command("init"));
        foreach (var option in options.All)
            command.Add(option);
        var cloud = new CloudSettings { Url = new Uri("https://cloud.example"), AgentId = "1", AgentName = "agent1" };
        var plan = new SetupPlan { Home = new AgentHome(TemporaryFolder.NewPath()), Existing = new AgentSettings { Cloud = cloud, Connectors = [ByKeytab] } };
        options.Begin(plan, command.Parse(["--change", .. arguments]));
        return plan;
    }
}
