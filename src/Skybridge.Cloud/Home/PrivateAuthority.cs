using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Skybridge.Cloud.Home;

/// <summary>The home's own certificate authority, for organisations that have no certificate to give.</summary>
static class PrivateAuthority
{
    // Long enough to never matter in practice; the server's is renewed by `serve` long before it ends.
    const int AuthorityYears = 10;
    const int ServerDays = 397;
    const int RenewalDays = 60;

    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // [RFC 5280] id-kp-serverAuth

    static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    /// <summary>Writes a new authority, and a server's certificate for <paramref name="hosts"/> signed by it.</summary>
    public static void Create(CloudHome home, string tenant, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(tenant);
        name.AddCommonName("Skybridge private authority");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var authority = request.CreateSelfSigned(now - ClockTolerance, now.AddYears(AuthorityYears));

        CloudHome.CreateFolder(home.Tls);
        CloudHome.WriteSecret(home.AuthorityKey, Ascii(key.ExportPkcs8PrivateKeyPem()));
        CloudHome.WriteSecret(home.AuthorityCertificate, Ascii(authority.ExportCertificatePem()));
        Issue(home, authority, hosts, now, home.ServerCertificate, home.ServerKey);
    }

    /// <summary>Takes over another node's authority, and issues a certificate of its own for a server of these hosts.</summary>
    public static void Share(CloudHome source, CloudHome home, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using var authority = X509Certificate2.CreateFromPemFile(source.AuthorityCertificate, source.AuthorityKey);
        CloudHome.CreateFolder(home.Tls);
        CloudHome.WriteSecret(home.AuthorityKey, File.ReadAllBytes(source.AuthorityKey));
        CloudHome.WriteSecret(home.AuthorityCertificate, File.ReadAllBytes(source.AuthorityCertificate));
        Issue(home, authority, hosts, now, home.ServerCertificate, home.ServerKey);
    }

    /// <summary>Issues the server's certificate anew when it nears its end and the authority's key is still here.</summary>
    /// <returns>Whether it did.</returns>
    public static bool RenewWhenDue(CloudHome home, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        if (!File.Exists(home.AuthorityKey))
            return false;

        using var current = TryLoad(home.ServerCertificate);
        if (current is null || current.NotAfter.ToUniversalTime() - now.UtcDateTime > TimeSpan.FromDays(RenewalDays))
            return false;

        using var authority = X509Certificate2.CreateFromPemFile(home.AuthorityCertificate, home.AuthorityKey);
        var (certificate, key) = (home.ServerCertificate + ".new", home.ServerKey + ".new");
        File.Delete(certificate);
        File.Delete(key);
        Issue(home, authority, hosts, now, certificate, key);
        File.Move(key, home.ServerKey, overwrite: true);
        File.Move(certificate, home.ServerCertificate, overwrite: true);
        return true;
    }

    // One that cannot be read is for whoever is to show it to say.
    static X509Certificate2? TryLoad(string path)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    static void Issue(
        CloudHome home,
        X509Certificate2 authority,
        IReadOnlyList<string> hosts,
        DateTimeOffset now,
        string certificatePath,
        string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(hosts[0]);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        request.CertificateExtensions.Add(AlternativeNames(hosts));

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // A positive number.
        var end = now.AddDays(ServerDays);
        if (end > authority.NotAfter)
            end = authority.NotAfter;
        using var certificate = request.Create(authority, now - ClockTolerance, end, serial);
        CloudHome.WriteSecret(keyPath, Ascii(key.ExportPkcs8PrivateKeyPem()));
        CloudHome.WriteSecret(certificatePath, Ascii(certificate.ExportCertificatePem()));
    }

    static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return names.Build();
    }

    static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text + "\n");
}
