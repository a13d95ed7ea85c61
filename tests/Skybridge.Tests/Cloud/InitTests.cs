using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Skybridge.Cloud.Home;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class InitTests
{
    [Fact]
    public async Task A_new_home_has_everything_and_only_its_owner_can_read_it()
    {
        var home = TemporaryFolder.NewPath();

        var run = await CliRun.RunAsync(
            "init",
            "--home",
            home,
            "--name",
            "Contoso Ltd",
            "--initial-domain",
            "Contoso.Example",
            "--host",
            "id.contoso.example",
            "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ("contoso.example", Path.Combine(home, "tls", "ca.pem")),
            (run.Json().GetProperty("initialDomain").GetString(), run.Json().GetProperty("ca").GetString()));
        foreach (var path in Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories).Append(home))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(
                    UnixFileMode.None,
                    File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        Assert.Equal(
            ["cloud.db", "cloud.json", "keys", "tls"],
            Directory.EnumerateFileSystemEntries(home).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_certificate_names_every_host_and_is_for_servers_alone()
    {
        var home = TemporaryFolder.NewPath();
        await CliRun.RunAsync(
            "init",
            "--home",
            home,
            "--host",
            "id.contoso.example",
            "--host",
            "10.1.2.3",
            "--host",
            "::1",
            "--public-url",
            "https://sign-in.contoso.example/");

        var identity = ServerIdentity.Load(new CloudHome(home), new CloudHome(home).ReadSettings(), TimeProvider.System.GetUtcNow());

        Assert.Equal(["id.contoso.example", "sign-in.contoso.example", "10.1.2.3", "::1"], identity.Hosts());
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(home, "tls", "ca.pem"));
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        Assert.True(chain.Build(identity.Certificate));
        Assert.False(identity.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.InRange(identity.Certificate.NotAfter - identity.Certificate.NotBefore, TimeSpan.FromDays(300), TimeSpan.FromDays(398));
    }

    [Fact]
    public async Task A_home_is_never_replaced()
    {
        var home = await TemplateHome.CopyAsync();
        var before = await ContentAsync(home);

        var run = await CliRun.RunAsync("init", "--home", home);

        run.AssertCouldNotRun("There is a cloud in");
        Assert.Equal(before, await ContentAsync(home));
    }

    [Fact]
    public async Task An_empty_folder_becomes_a_home_and_a_full_one_does_not()
    {
        var (empty, full) = (TemporaryFolder.NewPath(), TemporaryFolder.NewPath());
        Directory.CreateDirectory(empty);
        Directory.CreateDirectory(full);
        await File.WriteAllTextAsync(Path.Combine(full, "precious"), "", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await CliRun.RunAsync("init", "--home", empty)).ExitCode);
        (await CliRun.RunAsync("init", "--home", full)).AssertCouldNotRun("is not an empty folder");
        Assert.Equal(["precious"], Directory.EnumerateFileSystemEntries(full).Select(Path.GetFileName));
        Assert.Equal(
            ["cloud.db", "cloud.json", "keys", "tls"],
            Directory.EnumerateFileSystemEntries(empty).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Where_nothing_can_be_written_nothing_is_left()
    {
        var parent = TemporaryFolder.NewPath();
        Directory.CreateDirectory(parent);
        var file = Path.Combine(parent, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        (await CliRun.RunAsync("init", "--home", Path.Combine(file, "home"))).AssertCouldNotRun("cannot be");

        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(parent).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_interrupted_init_leaves_nothing()
    {
        var home = TemporaryFolder.NewPath();
        var plan = new NewHome("Contoso", "contoso.example", ["localhost"], null, null, null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => plan.CreateAsync(new CloudHome(home), "cli:tester", TimeProvider.System, new CancellationToken(canceled: true)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(home)!, $"{Path.GetFileName(home)}*"));
    }

    [Theory]
    [InlineData("--initial-domain", "not a domain", "'not a domain' is not a domain name")]
    [InlineData("--host", "https://contoso.example", "is neither a host name nor an address")]
    [InlineData("--host", "a_b!", "is neither a host name nor an address")]
    [InlineData("--public-url", "http://contoso.example", "is not a public address")]
    [InlineData("--public-url", "https://contoso.example/path", "is not a public address")]
    [InlineData("--name", " ", "A tenant's name has")]
    [InlineData("--certificate", "/nowhere.pem", "A certificate needs its key")]
    [InlineData("--certificate-key", "/nowhere.pem", "A certificate needs its key")]
    public async Task Wrong_settings_are_named_and_nothing_is_written(string option, string value, string error)
    {
        var home = TemporaryFolder.NewPath();

        (await CliRun.RunAsync("init", "--home", home, option, value)).AssertCouldNotRun(error);

        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task A_given_certificate_is_used_and_no_authority_is_made()
    {
        var (certificate, key) = SelfSigned("given.example", days: 30);
        var home = TemporaryFolder.NewPath();

        var run = await CliRun.RunAsync("init", "--home", home, "--certificate", certificate, "--certificate-key", key);

        Assert.Equal(0, run.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(home, "tls")));
        Assert.Equal(
            ["given.example"],
            ServerIdentity.Load(new CloudHome(home), new CloudHome(home).ReadSettings(), TimeProvider.System.GetUtcNow()).Hosts());
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_refused()
    {
        var (certificate, key) = SelfSigned("given.example", days: 30);
        var (_, otherKey) = SelfSigned("other.example", days: 30);
        var (expired, expiredKey) = SelfSigned("expired.example", days: -1);
        var home = TemporaryFolder.NewPath();

        (await CliRun.RunAsync("init", "--home", home, "--certificate", certificate, "--certificate-key", otherKey)).AssertCouldNotRun("cannot be used");
        (await CliRun.RunAsync("init", "--home", home, "--certificate", expired, "--certificate-key", expiredKey)).AssertCouldNotRun("expired on");
        (await CliRun.RunAsync("init", "--home", home, "--certificate", "/nowhere.pem", "--certificate-key", key)).AssertCouldNotRun("cannot be used");
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task The_homes_own_certificate_is_renewed_in_time()
    {
        var home = new CloudHome(await TemplateHome.CopyAsync());
        var now = TimeProvider.System.GetUtcNow();
        using var before = X509CertificateLoader.LoadCertificateFromFile(home.ServerCertificate);

        Assert.False(PrivateAuthority.RenewWhenDue(home, ["localhost"], now));
        Assert.True(PrivateAuthority.RenewWhenDue(home, ["localhost"], now.AddDays(350)));

        var identity = ServerIdentity.Load(home, home.ReadSettings(), now.AddDays(400));
        Assert.NotEqual(before.SerialNumber, identity.Certificate.SerialNumber);
        Assert.True(identity.Certificate.HasPrivateKey);
    }

    static (string Certificate, string Key) SelfSigned(string host, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(days));
        return (TemporaryFolder.File(certificate.ExportCertificatePem()), TemporaryFolder.File(key.ExportPkcs8PrivateKeyPem()));
    }

    static async Task<string> ContentAsync(string folder)
    {
        var hashes = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
            hashes.Add($"{file} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file)))}");
        return string.Join('\n', hashes);
    }
}
