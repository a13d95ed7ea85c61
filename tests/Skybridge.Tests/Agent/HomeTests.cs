using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Engine;
using Skybridge.Tests.Cloud.Support;
using Skybridge.Tests.Fakes;

namespace Skybridge.Tests.Agent;

/// <summary>The agent's home: who may read it, what cannot be used and why, and that one process only works in it.</summary>
public class HomeTests
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    const string Settings =
        """
        {
          "cloud": { "url": "https://cloud.example", "agentId": "a", "agentName": "n" },
          "connectors": [ { "domain": "corp.example", "account": "svc-sync" } ]
        }
        """;

    static readonly ConnectorSettings Connector = new() { Domain = "corp.example", Account = "svc-sync" };

    [Fact]
    public void Secrets_come_back_as_they_were_and_are_their_owners_only()
    {
        var home = NewHome();
        var store = CredentialStore.Create(home);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using (var password = CredentialStore.ToSecret("P@ssw0rd-svc"))
            store.StorePassword("corp.example", password);
        store.StoreAgentKey(key);

        using var credential = CredentialStore.Open(home).GetCredential(Connector);
        using var again = CredentialStore.Open(home).GetAgentKey();

        Assert.True(Assert.IsType<PasswordCredential>(credential).PasswordUtf8.Span.SequenceEqual("P@ssw0rd-svc"u8));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), again.ExportSubjectPublicKeyInfo());
        Assert.All([home.CredentialOf("corp.example"), home.AgentKey, .. Directory.GetFiles(home.Keys)], file => AssertMode(OwnerFile, file));
        AssertMode(OwnerFolder, home.Keys);
        Assert.All(
            Directory.GetFiles(home.Root, "*", SearchOption.AllDirectories),
            file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("P@ssw0rd-svc"u8)));
    }

    [Fact]
    public void Secrets_of_another_home_do_not_open_and_the_error_says_what_to_do()
    {
        var (home, other) = (NewHome(), NewHome());
        using (var password = CredentialStore.ToSecret("P@ssw0rd-svc"))
        {
            CredentialStore.Create(home).StorePassword("corp.example", password);
            CredentialStore.Create(other).StorePassword("corp.example", password);
        }

        File.Copy(other.CredentialOf("corp.example"), home.CredentialOf("corp.example"), overwrite: true);
        var error = Assert.Throws<OperatorException>(() => CredentialStore.Open(home).GetCredential(Connector));

        Assert.Equal($"{home.CredentialOf("corp.example")} cannot be decrypted with the keys in {home.Keys}.", error.Message);
        Assert.StartsWith("Bring both back from the same backup", error.Hint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    public void A_damaged_secret_is_an_error_with_a_name(int length)
    {
        var home = NewHome();
        using (var password = CredentialStore.ToSecret("P@ssw0rd-svc"))
            CredentialStore.Create(home).StorePassword("corp.example", password);
        File.WriteAllBytes(home.CredentialOf("corp.example"), File.ReadAllBytes(home.CredentialOf("corp.example"))[..length]);

        Assert.Throws<OperatorException>(() => CredentialStore.Open(home).GetCredential(Connector));
    }

    [Fact]
    public void A_secret_that_is_not_there_is_an_error_with_a_name() =>
        Assert.StartsWith("There is no ", Assert.Throws<OperatorException>(() => CredentialStore.Create(NewHome()).GetAgentKey()).Message);

    [Fact]
    public void A_keytab_that_is_not_named_is_an_error_with_a_name() => Assert.Throws<OperatorException>(
        () => CredentialStore.Create(NewHome()).GetCredential(Connector with { Credential = CredentialKind.Keytab }));

    [Fact]
    public void Settings_have_their_defaults_and_come_back_as_they_were()
    {
        var home = NewHome(Settings);

        var settings = home.ReadSettings();
        settings.Mode = SyncMode.Staging;
        home.WriteSettings(settings);

        Assert.Equal((SyncMode.Staging, 1d, 1), (home.ReadSettings().Mode, settings.IntervalSeconds, settings.Version));
        Assert.Equal(CredentialKind.Password, Assert.Single(home.ReadSettings().Connectors).Credential);
        AssertMode(OwnerFile, home.Settings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"cloud":null,"connectors":[]}""")]
    [InlineData("""{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[],"novelty":1}""")]
    [InlineData("""{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[null]}""")]
    [InlineData("""{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[],"mode":"sometimes"}""")]
    [InlineData("""{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[],"intervalSeconds":0}""")]
    [InlineData("""{"cloud":{"url":"https://cloud.example","agentId":"a","agentName":"n"},"connectors":[],"intervalSeconds":1e300}""")]
    [InlineData("""{"cloud":{"url":"cloud.example","agentId":"a","agentName":"n"},"connectors":[]}""")]
    public void Settings_that_cannot_be_used_are_refused_at_once(string text)
    {
        var home = NewHome(text);

        var error = Assert.Throws<OperatorException>(home.ReadSettings);

        Assert.StartsWith($"The settings in {home.Settings} cannot be used: ", error.Message);
    }

    [Fact]
    public void A_folder_without_settings_is_no_home() =>
        Assert.StartsWith("There is no agent in ", Assert.Throws<OperatorException>(NewHome().ReadSettings).Message);

    [Fact]
    public async Task A_second_agent_is_refused_until_the_first_has_gone()
    {
        var home = NewHome();
        var time = new FakeTimeProvider();
        var first = await HomeLock.TakeAsync(home, time, TestContext.Current.CancellationToken);

        Assert.Null(HomeLock.TryTake(home));
        Assert.True(HomeLock.IsTaken(home));
        var refused = HomeLock.TakeAsync(home, time, TestContext.Current.CancellationToken);
        await time.AdvanceUntilAsync(refused);
        Assert.StartsWith("Another agent is at work in ", (await Assert.ThrowsAsync<OperatorException>(() => refused)).Message);
        first.Dispose();

        Assert.False(HomeLock.IsTaken(home));
        using var second = await HomeLock.TakeAsync(home, time, TestContext.Current.CancellationToken);
    }

    static AgentHome NewHome(string? settings = null)
    {
        var home = new AgentHome(TemporaryFolder.NewPath());
        PrivateFiles.CreateFolder(home.Root);
        PrivateFiles.CreateFolder(home.Connectors);
        if (settings is not null)
            File.WriteAllText(home.Settings, settings);
        return home;
    }

    static void AssertMode(UnixFileMode mode, string path)
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(mode, File.GetUnixFileMode(path));
    }
}
