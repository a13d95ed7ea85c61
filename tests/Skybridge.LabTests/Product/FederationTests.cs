using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Product;

/// <summary>From the directory's passwords to a provider and back, with a real second provider, through a relying party.</summary>
public class FederationTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task R33_federated_with_hashes_kept_and_back_at_once()
    {
        await using var lane = await FederatedStack.StartAsync(lab, "federated-kept");
        var (person, thereOnly) = await lane.AddAsync("fed.kept");
        var (leaver, leaversOwn) = await lane.AddAsync("fed.leaver");

        await lane.FederateAsync("--keep-password-hash");

        var accepted = Assert.IsType<SignInResult.Accepted>(await lane.Client.SignInAsync(person.Upn, thereOnly, Token));
        Assert.Equal((await person.InCloudAsync())!.Id.ToString(), accepted.Claims["sub"].GetString());
        Assert.IsType<SignInResult.Refused>(await lane.Client.SignInAsync(person.Upn, person.Password, Token));
        await lane.Stack.Domain.Directory.DisableAsync(leaver.Who, Token);
        SignInResult? last = null;
        await Wait.TryUntilAsync(async token => (last = await lane.Client.SignInAsync(leaver.Upn, leaversOwn, token)) is SignInResult.Refused, ProductLab.Limit, Token);
        Assert.Contains("disabled", Assert.IsType<SignInResult.Refused>(last).Text);

        var fresh = await person.ResetAsync();
        await lane.Stack.Agent.SyncAsync(Token);
        await lane.GoBackAsync();
        Assert.True(await person.IsLetInAsync(fresh));
    }

    static async Task<int> FullRunsAsync(FederatedStack lane)
    {
        using var events = System.Text.Json.JsonDocument.Parse(await lane.Stack.Agent.CommandAsync(["events", "--number", "623", "--json"], Token));
        return events.RootElement.GetArrayLength();
    }

    [Fact]
    public async Task X1_federated_without_hashes_and_back_by_one_command()
    {
        await using var lane = await FederatedStack.StartAsync(lab, "federated-off");
        var (person, thereOnly) = await lane.AddAsync("fed.off");
        var (other, _) = await lane.AddAsync("fed.other");

        Assert.Contains("\"passwordSyncTurned\": true", await lane.FederateFromAfarAsync());
        Assert.Contains("\"method\": \"federation\"", await lane.Stack.Agent.CommandAsync(["sign-in", "show", "--json"], Token));
        var fresh = await person.ResetAsync();

        Assert.IsType<SignInResult.Accepted>(await lane.Client.SignInAsync(person.Upn, thereOnly, Token));
        var found = await Examination.RunAsync(lane.Stack);
        Assert.Equal(["disabled-by-sign-in-change"], found.Found);
        Assert.Contains("client:job changed the sign-in method", found.SeenOf("disabled-by-sign-in-change"));
        Assert.Contains("from password-hash to federation", found.SeenOf("disabled-by-sign-in-change"));
        var before = await FullRunsAsync(lane);

        await lane.GoBackAsync();
        await person.SignsInAsync(fresh);
        await other.SignsInAsync();
        Assert.Equal(before + 1, await FullRunsAsync(lane));
        Assert.False(await person.IsLetInAsync());
        Assert.Empty((await Examination.RunAsync(lane.Stack)).Found);
    }
}
