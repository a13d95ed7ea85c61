using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Setup.Checks;

/// <summary>The authority that a server shows along with its certificate, for a person to compare: nothing is trusted by looking.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, in upper-case hexadecimal with colons, as other programs print it.</param>
/// <param name="Pem">The certificate.</param>
sealed record PresentedAuthority(string Subject, DateTimeOffset Until, string Fingerprint, byte[] Pem)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Begins a TLS handshake, takes what is shown, and hangs up: nothing is sent.</summary>
    /// <exception cref="OperatorException">No authority is shown, or the certificate is not good for this address even with it.</exception>
    public static async Task<PresentedAuthority> LookAsync(Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        PresentedAuthority? found = null;
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(url.DnsSafeHost, url.Port, limit.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
#pragma warning disable CA5359 // The certificate is shown to a person; no byte goes over this connection.
            await using var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
            {
                found = Judge(certificate, chain, errors);
                return false;
            });
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.DnsSafeHost }, limit.Token);
        }
        catch (AuthenticationException) when (found is not null)
        {
            return found;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or SocketException)
        {
            throw NotShown(url, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotShown(url, error);
        }

        throw NotShown(url, null);
    }

    /// <summary>Whether a person typed this very fingerprint, however they write it.</summary>
    public bool Is(string typed) => string.Equals(Digits(typed), Digits(Fingerprint), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it can be a fingerprint at all.</summary>
    public static bool IsFingerprint(string typed) => Digits(typed) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit);

    // Only the authority may be unknown: a name that does not fit cannot be mended by trusting somebody.
    static PresentedAuthority? Judge(X509Certificate? leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (leaf is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return null;

        var root = chain.ChainElements.Select(element => element.Certificate).Concat(chain.ChainPolicy.ExtraStore).LastOrDefault(certificate => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));
        if (root is null || !Leads(leaf, root, chain))
            return null;

        var hash = root.GetCertHash(HashAlgorithmName.SHA256);
        return new(root.Subject, root.NotAfter.ToUniversalTime(), string.Join(':', hash.Select(value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))), Encoding.ASCII.GetBytes(root.ExportCertificatePem() + "\n"));
    }

    static bool Leads(X509Certificate leaf, X509Certificate2 root, X509Chain shown)
    {
        using var copy = new X509Certificate2(leaf);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        return chain.Build(copy);
    }

    static OperatorException NotShown(Uri url, Exception? error) => new(
        $"{url.Authority} does not show a certificate for this name with the authority that it comes from.",
        "Copy the authority's certificate here (on the cloud's host it is tls/ca.pem in the cloud's home) and name the file; check that the address is one that the certificate is for.",
        error);

    static string Digits(string text) => text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Trim();
}
