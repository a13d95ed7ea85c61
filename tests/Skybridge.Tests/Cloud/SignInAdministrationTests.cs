using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>How a domain signs in, changed from afar: with an administrator's consent, or by a program with a secret.</summary>
public sealed class SignInAdministrationTests : IAsyncLifetime
{
    const string Password = "a long enough one";
    const string Secret = "a secret of thirty-two characters or more";
    const string Domain = "north.example";

    readonly RunningCloud _cloud = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliAsync("domain", "add", Domain);
        await _cloud.CliAsync("domain", "verify", Domain);
        await _cloud.CliAsync("client", "add", "Job", "--id", "job", "--administration", "--secret-file", TemporaryFolder.File(Secret));
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "kim", "--administrator");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_program_changes_it_and_the_audit_log_says_so()
    {
        using var http = _cloud.CreateClient();
        var api = await ApiAsync(http);

        var receipt = await api.SetSignInAsync(Domain, new() { Method = SignInMethod.Federation }, Token);

        Assert.Equal(
            (SignInMethod.PasswordHash, SignInMethod.Federation, true, false, true),
            (receipt.From, receipt.To, receipt.Changed, receipt.PasswordSync, receipt.PasswordSyncTurned));
        Assert.Contains(SignInText.Describe(receipt), line => line.StartsWith("password-sync is turned off", StringComparison.Ordinal));
        var state = Assert.Single((await api.GetSignInsAsync(Token)).Domains, state => state.Domain == Domain);
        Assert.Equal((SignInMethod.Federation, "client:job"), (state.Method, state.ChangedBy));
        var entry = await LastAuditAsync("sign-in.changed");
        Assert.Equal("client:job", entry.GetProperty("actor").GetString());
        Assert.Equal(("password-hash", "federation"), (entry.GetProperty("detail").GetProperty("from").GetString(), entry.GetProperty("detail").GetProperty("to").GetString()));
        Assert.True((await api.SetSignInAsync(Domain, new() { Method = SignInMethod.PasswordHash }, Token)).PasswordSync);
    }

    [Fact]
    public async Task What_cannot_be_done_comes_back_in_the_words_of_the_command_line()
    {
        using var http = _cloud.CreateClient();
        var api = await ApiAsync(http);

        var unknown = await Assert.ThrowsAsync<CloudException>(() => api.SetSignInAsync("other.example", new() { Method = SignInMethod.Federation }, Token));
        var provider = new ProviderOrder { Issuer = "https://127.0.0.1:1/", ClientId = "x" };
        var unreachable = await Assert.ThrowsAsync<CloudException>(() => api.SetSignInAsync(Domain, new() { Method = SignInMethod.Federation, Provider = provider }, Token));
        var senseless = await Assert.ThrowsAsync<CloudException>(() => api.SetSignInAsync(Domain, new() { Method = SignInMethod.PasswordHash, KeepPasswordHash = true }, Token));

        Assert.Equal((ErrorCodes.NotPossible, "other.example is not a domain of the tenant."), (unknown.Code, unknown.Message));
        Assert.Equal(ErrorCodes.NotPossible, unreachable.Code);
        Assert.Contains("127.0.0.1:1", unreachable.Message);
        Assert.Equal(ErrorCodes.MalformedRequest, senseless.Code);
        Assert.Equal(SignInMethod.PasswordHash, Assert.Single((await api.GetSignInsAsync(Token)).Domains, state => state.Domain == Domain).Method);
    }

    [Fact]
    public async Task Nobody_without_a_token_and_no_agent_changes_it()
    {
        using var agent = await TestAgent.EnrollAsync(_cloud);
        using var http = _cloud.CreateClient();
        using var order = JsonContent.Create(new SignInOrder { Method = SignInMethod.Federation }, ContractJson.Default.SignInOrder);

        using var stranger = await http.PutAsync($"{AdminPaths.SignIn}/{Domain}", order, Token);
        using var byAgent = await agent.SendAsync(HttpMethod.Put, $"{AdminPaths.SignIn}/{Domain}", JsonContent.Create(new SignInOrder { Method = SignInMethod.Federation }, ContractJson.Default.SignInOrder));
        var wrong = await Assert.ThrowsAsync<CloudException>(() => new AdministrationTokens(http, TimeProvider.System).BySecretAsync("job", "not the secret, though just as long as it", Token));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (stranger.StatusCode, byAgent.StatusCode));
        Assert.Equal(ErrorCodes.AdministratorRejected, wrong.Code);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task A_command_waits_for_an_administrators_decision(string decision)
    {
        using var http = _cloud.CreateClient();
        using var browser = new TestBrowser(_cloud);
        await browser.SignInAsync("kim@skybridge.internal", Password);
        var time = new FakeTimeProvider(_cloud.Time.GetUtcNow());
        var shown = new TaskCompletionSource<DeviceConsent>(TaskCreationOptions.RunContinuationsAsynchronously);

        var waiting = new AdministrationTokens(http, time).ByConsentAsync("skybridge of tester@here", shown.SetResult, Token);
        var consent = await shown.Task;
        await AdminDevice.DecideAsync(browser, consent.Code, decision);
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.InRange(consent.GoodFor, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.StartsWith($"{_cloud.Url}connect/verify", consent.AddressWithCode);
        if (decision == "deny")
            Assert.Contains("did not allow", (await Assert.ThrowsAsync<CloudException>(() => waiting)).Message);
        else
        {
            var receipt = await new AdministrationApi(http, await waiting, time).SetSignInAsync(Domain, new() { Method = SignInMethod.DoNotConfigure }, Token);
            Assert.True(receipt.Changed);
            Assert.Equal("admin:kim@skybridge.internal", (await LastAuditAsync("sign-in.changed")).GetProperty("actor").GetString());
        }
    }

    static async Task<AdministrationApi> ApiAsync(HttpClient http) =>
        new(http, await new AdministrationTokens(http, TimeProvider.System).BySecretAsync("job", Secret, Token), TimeProvider.System);

    async Task<JsonElement> LastAuditAsync(string action) => (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries")
        .EnumerateArray().Last(entry => entry.GetProperty("action").GetString() == action);
}
