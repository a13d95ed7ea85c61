using System.Security.Cryptography.X509Certificates;

namespace Skybridge.Agent.Setup.Checks;

/// <summary>The certificates that a server showed: its own, and those that may lead to an authority.</summary>
sealed class ShownCertificates
{
    readonly List<X509Certificate2> _others = [];
    X509Certificate2? _leaf;

    /// <summary>Keeps what a handshake showed: it is gone after it.</summary>
    public bool Take(X509Certificate leaf, X509Chain chain)
    {
        _leaf = X509CertificateLoader.LoadCertificate(leaf.GetRawCertData());
        foreach (var other in chain.ChainElements.Select(element => element.Certificate).Concat(chain.ChainPolicy.ExtraStore))
            _others.Add(X509CertificateLoader.LoadCertificate(other.RawDataMemory.Span));
        return true;
    }

    /// <summary>Adds certificates in PEM form, as far as there are no more than so many.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are none.</exception>
    public void Add(string pem, int most)
    {
        var more = new X509Certificate2Collection();
        more.ImportFromPem(pem);
        _others.AddRange(more.Take(most));
    }

    /// <summary>The authority at the end of a chain that holds; null when there is none.</summary>
    public X509Certificate2? FindAuthority() =>
        _leaf is null ? null : _others.Find(certificate => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) && Leads(certificate));

    bool Leads(X509Certificate2 root)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(_others.ToArray());
        return chain.Build(_leaf!);
    }
}
