using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Home;

/// <summary>The certificate that the server shows, with its key and the certificates up to its authority.</summary>
sealed record ServerIdentity(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>The certificate of the home's own authority in PEM form; null where another one issued the server's.</summary>
    public string? Authority { get; private init; }

    /// <summary>Reads the certificate that the settings name, or the home's own.</summary>
    /// <exception cref="OperatorException">It cannot be used.</exception>
    public static ServerIdentity Load(CloudHome home, CloudSettings settings, DateTimeOffset now)
    {
        var identity = Load(settings.Certificate ?? home.ServerCertificate, settings.CertificateKey ?? home.ServerKey, now);
        return settings.Certificate is null && File.Exists(home.AuthorityCertificate) ? identity with { Authority = ReadAuthority(home.AuthorityCertificate) } : identity;
    }

    /// <summary>Reads and checks a certificate and its key.</summary>
    /// <exception cref="OperatorException">It cannot be used.</exception>
    public static ServerIdentity Load(string certificatePath, string keyPath, DateTimeOffset now)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            var certificate = Usable(X509Certificate2.CreateFromPemFile(certificatePath, keyPath));
            if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
                throw new OperatorException(
                    $"The certificate in {certificatePath} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.",
                    "Put a current certificate in its place.");

            return new ServerIdentity(certificate, [.. chain.Skip(1)]);
        }
        catch (ArgumentException error)
        {
            throw new OperatorException(
                $"The key in {keyPath} cannot be used: it is not the key of the certificate in {certificatePath}.",
                "Name the key that the certificate was made for.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException(
                $"The certificate in {certificatePath} and the key in {keyPath} cannot be used: {error.Message}",
                "Both must be PEM files that this user can read, and belong together.",
                error);
        }
    }

    /// <summary>The host names and addresses that the certificate is good for.</summary>
    public IReadOnlyList<string> Hosts()
    {
        var names = Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        var addresses = names.SelectMany(name => name.EnumerateIPAddresses());
        return [.. names.SelectMany(name => name.EnumerateDnsNames()), .. addresses.Select(address => address.ToString())];
    }

    // Through the certificate, so that nothing else that stands in the file is given out.
    static string ReadAuthority(string path)
    {
        try
        {
            using var authority = X509CertificateLoader.LoadCertificateFromFile(path);
            return authority.ExportCertificatePem();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException($"The authority's certificate in {path} cannot be used: {error.Message}", "It must be a PEM file that this user can read: bring it back from a backup.", error);
        }
    }

    // Windows' TLS cannot use a key that only exists in memory: it has to go through a key container.
    static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;

        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
