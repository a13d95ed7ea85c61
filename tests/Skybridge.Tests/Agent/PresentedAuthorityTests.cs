using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Skybridge.Agent.Setup.Checks;
using Skybridge.Cloud.Home;
using Skybridge.CommandLine;
using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Agent;

/// <summary>A cloud with an authority of its own is trusted by the fingerprint that its host prints, and by no other.</summary>
public class PresentedAuthorityTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Fact]
    public async Task What_is_shown_has_the_fingerprint_of_the_cloud_s_authority_and_makes_it_trusted()
    {
        var token = TestContext.Current.CancellationToken;

        var shown = await PresentedAuthority.LookAsync(cloud.Url, TimeProvider.System, token);

        using var authority = X509CertificateLoader.LoadCertificateFromFile(new CloudHome(cloud.Home).AuthorityCertificate);
        var fingerprint = authority.GetCertHashString(HashAlgorithmName.SHA256);
        Assert.True(shown.Is(fingerprint));
        Assert.True(shown.Is(string.Join(':', fingerprint.Chunk(2).Select(pair => new string(pair))).ToLowerInvariant()));
        Assert.False(shown.Is(fingerprint[..62] + (fingerprint[62] == '0' ? "1" : "0") + fingerprint[63]));
        Assert.DoesNotContain("PRIVATE", Encoding.ASCII.GetString(shown.Pem), StringComparison.Ordinal);
        using var http = CloudHttp.Create(cloud.Url, Encoding.ASCII.GetString(shown.Pem), "the fingerprint");
        await CloudProbe.AskAsync(http, token);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_shown()
    {
        var url = new UriBuilder(cloud.Url) { Host = "127.0.0.2" }.Uri;

        var error = await Assert.ThrowsAsync<OperatorException>(() => PresentedAuthority.LookAsync(url, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains("does not show a certificate for this name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cloud_with_a_certificate_of_others_gives_no_authority_out()
    {
        await using var other = new RunningCloud();
        await other.InitializeAsync();
        var home = new CloudHome(other.Home);
        await other.RestartWithAsync(settings => settings with { Certificate = home.ServerCertificate, CertificateKey = home.ServerKey });
        using var http = other.CreateClient();

        using var answer = await http.GetAsync(new Uri(other.Url, ApiPaths.Authority), TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        await Assert.ThrowsAsync<OperatorException>(() => PresentedAuthority.LookAsync(other.Url, TimeProvider.System, TestContext.Current.CancellationToken));
    }
}
