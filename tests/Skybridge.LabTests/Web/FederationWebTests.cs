using Skybridge.Lab;
using Skybridge.Lab.Processes;
using Skybridge.LabTests.Product;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Web;

/// <summary>From passwords to a provider and back, in a browser, with a second real cloud as the provider and an administrator who allows it from afar.</summary>
public class FederationWebTests(LabRun lab)
{
    const string Browser = "browser.mjs";
    const string Administrator = "fed.admin@skybridge.internal";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task To_the_provider_and_back_in_a_browser_with_and_without_hashes_kept()
    {
        await using var lane = await FederatedStack.StartAsync(lab, "federated-web");
        var programs = await lab.WebProgramsAsync();
        var (person, thereOnly) = await lane.AddAsync("fed.web");
        var own = ProductLab.NewPassword();
        await lane.Stack.Cloud.AddUserAsync(Administrator, own, administrator: true, Token);

        await ByConsentAsync(programs, lane, own, allow: true, "--keep-password-hash");
        await programs.FederatedAsync(lane, person.Upn, thereOnly);
        var fresh = await person.ResetAsync();
        await lane.Stack.Agent.SyncAsync(Token);
        await lane.GoBackAsync();
        await programs.RunAsync(Browser, lane.Stack, person.Upn, fresh);

        await ByConsentAsync(programs, lane, own, allow: true);
        await programs.FederatedAsync(lane, person.Upn, thereOnly);
        await RequireNamedAsync(lane);
        await RequireRefusedAsync(programs, lane, person, thereOnly);
        var latest = await person.ResetAsync();
        await lane.GoBackAsync();
        await lane.Stack.Domain.Directory.EnableAsync(person.Who, Token);
        await person.SignsInAsync(latest);
        await programs.RunAsync(Browser, lane.Stack, person.Upn, latest);
        await programs.RunAsync(Browser, lane.Stack, person.Upn, fresh, isRefused: true);
    }

    [Fact]
    public async Task Without_consent_nothing_is_changed()
    {
        var (stack, programs) = (await lab.ProductAsync(), await lab.WebProgramsAsync());
        var own = ProductLab.NewPassword();
        await stack.Cloud.AddUserAsync("denying.admin@skybridge.internal", own, administrator: true, Token);
        await using var command = Waiting(stack, "denied", ["sign-in", "set", "do-not-configure"], out var address);

        await programs.DecideAsync(stack, await address.WaitAsync(ProductLab.Limit, Token), "denying.admin@skybridge.internal", own, allow: false);

        Assert.Equal(2, await command.WaitForExitAsync(Token));
        Assert.Contains("did not allow", command.LogTail());
        Assert.Contains("\"method\": \"password-hash\"", await stack.Agent.CommandAsync(["sign-in", "show", "--json"], Token));
    }

    static async Task ByConsentAsync(WebPrograms programs, FederatedStack lane, string password, bool allow, params string[] more)
    {
        await using var command = Waiting(lane.Stack, $"consent-{more.Length}", lane.FederationFromAfar(more), out var address);
        await programs.DecideAsync(lane.Stack, await address.WaitAsync(ProductLab.Limit, Token), Administrator, password, allow);
        Assert.Equal(0, await command.WaitForExitAsync(Token));
    }

    // The command shows an address and waits; here the address is taken from what it says, as an operator would.
    static ChildProgram Waiting(ProductLab stack, string name, IReadOnlyList<string> arguments, out Task<string> address)
    {
        var shown = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        address = shown.Task;
        return stack.Agent.StartCommand(name, arguments, stack.PathOf($"{name}.log"), line =>
        {
            if (line.IndexOf("https://", StringComparison.Ordinal) is >= 0 and var at && line.Contains("/connect/verify", StringComparison.Ordinal))
                shown.TrySetResult(line[at..].Trim());
        });
    }

    static async Task RequireNamedAsync(FederatedStack lane)
    {
        var found = await Examination.RunAsync(lane.Stack);
        Assert.Equal(["disabled-by-sign-in-change"], found.Found);
        Assert.Contains($"admin:{Administrator} changed the sign-in method", found.SeenOf("disabled-by-sign-in-change"));
        Assert.Contains("from password-hash to federation", found.SeenOf("disabled-by-sign-in-change"));
    }

    static async Task RequireRefusedAsync(WebPrograms programs, FederatedStack lane, ProductPerson person, string thereOnly)
    {
        var nobody = $"fed.nobody@{person.Upn.Split('@')[1]}";
        var password = ProductLab.NewPassword();
        await lane.Provider.AddUserAsync(nobody, password, cancellationToken: Token);
        await programs.FederatedAsync(lane, nobody, password, "This account is not known here");

        await lane.Stack.Domain.Directory.DisableAsync(person.Who, Token);
        await Wait.UntilAsync(async _ => (await person.InCloudAsync())?.IsEnabled == false, ProductLab.Limit, "the disabled account in the cloud", Token);
        await programs.FederatedAsync(lane, person.Upn, thereOnly, "This account is disabled");
    }
}
