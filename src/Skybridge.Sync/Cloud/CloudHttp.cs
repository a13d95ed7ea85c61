using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Skybridge.Sync.Cloud;

/// <summary>The HTTP client for one cloud: TLS always verified, against the system's authorities or one of our own.</summary>
public static class CloudHttp
{
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);
    // A receipt for the largest batch has less than a quarter of it.
    const int MaxAnswerBytes = 4 * 1024 * 1024;

    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates a client.</summary>
    /// <param name="url">The cloud's address; https only.</param>
    /// <param name="authorityFile">PEM certificates to trust instead of the system's; null for the system's.</param>
    /// <exception cref="CloudException">The address is not https, or the file holds no certificate.</exception>
    public static HttpClient Create(Uri url, string? authorityFile) => CreateTrusting(url, authorityFile is null ? null : () => PolicyOf(authorityFile, authorities => authorities.ImportFromPemFile(authorityFile)));

    /// <summary>Creates a client.</summary>
    /// <param name="url">The cloud's address; https only.</param>
    /// <param name="authority">PEM certificates to trust instead of the system's; null for the system's.</param>
    /// <param name="origin">Where they came from, for messages.</param>
    /// <exception cref="CloudException">The address is not https, or there is no certificate.</exception>
    public static HttpClient Create(Uri url, string? authority, string origin) =>
        CreateTrusting(url, authority is null ? null : () => PolicyOf(origin, authorities => authorities.ImportFromPem(authority)));

    static HttpClient CreateTrusting(Uri url, Func<X509ChainPolicy>? policy)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Scheme != Uri.UriSchemeHttps)
            throw new CloudException(CloudStep.Secure, $"{url} is not an https address.", "Give the cloud's https address: passwords never travel without TLS.");

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        if (policy is not null)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy() };
        return Create(url, handler);
    }

    /// <summary>Limits what is believed of whatever answers.</summary>
    internal static HttpClient Create(Uri url, HttpMessageHandler handler) =>
        new(handler) { BaseAddress = url, Timeout = RequestTimeout, MaxResponseContentBufferSize = MaxAnswerBytes };

    static X509ChainPolicy PolicyOf(string origin, Action<X509Certificate2Collection> import)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            import(authorities);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw NoCertificate(origin, error);
        }

        if (authorities.Count == 0)
            throw NoCertificate(origin, null);

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    static CloudException NoCertificate(string origin, Exception? error) => new(
        CloudStep.Secure,
        $"The certificate authority cannot be read from {origin}: {error?.Message ?? "there is no certificate in it."}",
        "The file must hold the authority's certificate in PEM form (BEGIN CERTIFICATE), and this user must be able to read it.",
        innerException: error);
}
