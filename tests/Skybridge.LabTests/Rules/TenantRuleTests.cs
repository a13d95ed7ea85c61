using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Rules;

/// <summary>Rows R30 and R37 of docs/rules.md: what is decided for a whole domain or tenant.</summary>
[Collection(nameof(FaultTests))]
public class TenantRuleTests(LabRun lab) : BreakingTests(lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R30_a_connector_that_is_off_brings_no_password_and_once_on_again_all_of_them()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync("r30.connector");
        string fresh;
        await stack.Agent.CommandAsync(["password-sync", "off"], Token);
        try
        {
            fresh = await person.ResetAsync();
            var asked = await person.SyncAsync();
            Assert.Equal("password-sync-disabled", asked.Reason);
            Assert.False(await person.IsLetInAsync(fresh));
        }
        finally
        {
            await stack.Agent.CommandAsync(["password-sync", "on"], Token);
        }

        await person.SignsInAsync(fresh);
    }

    [Fact]
    public async Task R37_one_directory_serves_two_tenants()
    {
        var stack = await FaultsAsync();
        var options = new CloudServerOptions { Home = stack.PathOf("r37-cloud"), LogFile = stack.PathOf("r37-cloud.log") };
        await using var other = await CloudServer.CopyAsync(await Run.CloudTemplateAsync(), options, Token);
        await other.StartAsync(Token);
        await using var agent = stack.NewAgent("r37-agent");
        await agent.InitAsync(stack.Domain, other, cancellationToken: Token);
        using var client = new Lab.OpenId.OpenIdClient(new() { Issuer = other.Url, ClientId = ProductLab.ClientId, RedirectUri = ProductLab.Callback, CaFile = other.CaFile });
        var person = await stack.AddSignedInAsync("r37.both");

        await agent.SyncAsync(Token);

        Assert.IsType<Lab.OpenId.SignInResult.Accepted>(await client.SignInAsync(person.Upn, person.Password, Token));
        Assert.True(await person.IsLetInAsync());
    }
}
