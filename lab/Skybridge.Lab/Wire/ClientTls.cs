using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Skybridge.Lab.Wire;

/// <summary>TLS that trusts one authority and checks everything else as usual.</summary>
static class ClientTls
{
    public static SslClientAuthenticationOptions Options(string hostName, string caFile) => new()
    {
        TargetHost = hostName,
        CertificateChainPolicy = Trusting(caFile),
    };

    /// <summary>Only chains that end in a certificate of this PEM file. A lab's authority publishes no revocation list.</summary>
    public static X509ChainPolicy Trusting(string caFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy;
    }
}
