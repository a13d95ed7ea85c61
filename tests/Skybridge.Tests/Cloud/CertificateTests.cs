using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.Hosting;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>The certificate is replaced under a running server.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly RunningCloud _cloud = new();
    readonly string _certificate = TemporaryFolder.NewPath();
    readonly string _key = TemporaryFolder.NewPath();

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        Write("first");
        await _cloud.RestartWithAsync(settings => settings with { Certificate = _certificate, CertificateKey = _key });
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task New_connections_are_shown_what_is_in_the_files()
    {
        Assert.Equal("CN=first", await ShownAsync());
        Write("second");

        await UntilShownAsync("CN=second");

        Assert.Contains(_cloud.LogLines, line => line.Contains("CN=second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_that_are_open_go_on()
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null } }) { BaseAddress = _cloud.Url };
        (await client.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        Write("second");
        await UntilShownAsync("CN=second");

        (await client.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task What_cannot_be_used_changes_nothing_until_it_can()
    {
        var key = File.ReadAllText(_key);
        Write("second");
        File.WriteAllText(_key, key);
        await UntilAsync(() => Task.FromResult(_cloud.LogLines.Any(line => line.Contains("not the key of the certificate", StringComparison.Ordinal))));
        Assert.Equal("CN=first", await ShownAsync());

        Write("third");

        await UntilShownAsync("CN=third");
    }

    [Fact]
    public async Task The_homes_own_is_issued_anew_in_time()
    {
        await _cloud.RestartWithAsync(settings => settings with { Certificate = null, CertificateKey = null });
        var home = new CloudHome(_cloud.Home);
        using var authority = X509Certificate2.CreateFromPemFile(home.AuthorityCertificate, home.AuthorityKey);

        Write("nearly-over", home.ServerCertificate, home.ServerKey, (request, now) => request.Create(authority, authority.NotBefore, now.AddDays(59), [1, 2, 3]));

        var almost = File.ReadAllText(home.ServerCertificate);
        await UntilAsync(async () => (await ConnectAsync()).NotAfter > TimeProvider.System.GetLocalNow().LocalDateTime.AddDays(60) && !File.ReadAllText(home.ServerCertificate).Contains(almost, StringComparison.Ordinal));
    }

    void Write(string name) => Write(name, _certificate, _key, (request, now) => request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30)));

    static void Write(string name, string certificatePath, string keyPath, Func<CertificateRequest, DateTimeOffset, X509Certificate2> sign)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = sign(new($"CN={name}", key, HashAlgorithmName.SHA256), TimeProvider.System.GetUtcNow());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
    }

    Task UntilShownAsync(string subject) => UntilAsync(async () => await ShownAsync() == subject);

    async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            _cloud.Time.Advance(CertificateWatch.Interval);
        }
    }

    async Task<string> ShownAsync() => (await ConnectAsync()).Subject;

    async Task<X509Certificate2> ConnectAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_cloud.Url.Host, _cloud.Url.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = _cloud.Url.Host, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null };
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return new X509Certificate2(tls.RemoteCertificate!);
    }
}
