using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Skybridge.Cloud.Federation;

/// <summary>How a provider is reached: TLS always verified, every wait and every answer limited, no redirects.</summary>
static class ProviderHttp
{
    // A discovery document or a key set has some kilobytes.
    const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>The longest wait for one answer. Signing in takes up to three, within the limit of one request of ours.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    /// <summary>Connections to one provider.</summary>
    /// <param name="authorities">PEM certificates to trust instead of the system's; null for the system's.</param>
    /// <exception cref="CryptographicException">There is no certificate in them.</exception>
    public static HttpClient Create(string? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        if (authorities is not null)
            handler.SslOptions.CertificateChainPolicy = PolicyOf(authorities);
        return new(handler) { Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    /// <summary>How many certificates a PEM text holds.</summary>
    /// <exception cref="CryptographicException">One of them is damaged.</exception>
    public static int CountAuthorities(string pem)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(pem);
        foreach (var certificate in found)
            certificate.Dispose();
        return found.Count;
    }

    static X509ChainPolicy PolicyOf(string authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorities);
        return policy;
    }
}
