using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Agent.Setup.Checks;

/// <summary>The authority that a cloud names for its certificate, for a person to compare: nothing is trusted by looking.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, in upper-case hexadecimal with colons, as other programs print it.</param>
/// <param name="Pem">The certificate.</param>
sealed record PresentedAuthority(string Subject, DateTimeOffset Until, string Fingerprint, byte[] Pem)
{
    const int MaxAnswerBytes = 64 * 1024;
    const int MaxCertificates = 16;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks for the authority's certificate, and tries whether the server's certificate comes from it. No secret is sent.</summary>
    /// <exception cref="OperatorException">No authority is shown, or the certificate is not good for this address even with it.</exception>
    public static async Task<PresentedAuthority> LookAsync(Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var shown = new ShownCertificates();
        try
        {
            using var http = Create(url, shown);
            using var answer = await http.GetAsync(ApiPaths.Authority, limit.Token);
            // Others than ours may send their authority along in the handshake.
            if (answer.IsSuccessStatusCode)
                shown.Add(await answer.Content.ReadAsStringAsync(limit.Token), MaxCertificates);
            return shown.FindAuthority() is { } authority ? Of(authority) : throw NotShown(url, null);
        }
        catch (Exception error) when (error is HttpRequestException or CryptographicException or InvalidOperationException)
        {
            throw NotShown(url, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotShown(url, error);
        }
    }

    /// <summary>Whether a person typed this very fingerprint, however they write it.</summary>
    public bool Is(string typed) => string.Equals(Digits(typed), Digits(Fingerprint), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it can be a fingerprint at all.</summary>
    public static bool IsFingerprint(string typed) => Digits(typed) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit);

    static HttpClient Create(Uri url, ShownCertificates shown)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience, UseCookies = false };
#pragma warning disable CA5359 // The certificate is shown to a person, who decides; nothing but this one question goes over the connection.
        // Only the authority may be unknown: a name that does not fit cannot be mended by trusting somebody.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, leaf, chain, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && leaf is not null && chain is not null && shown.Take(leaf, chain);
#pragma warning restore CA5359
        return new HttpClient(handler) { BaseAddress = url, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    static PresentedAuthority Of(X509Certificate2 authority) => new(
        authority.Subject,
        authority.NotAfter.ToUniversalTime(),
        string.Join(':', authority.GetCertHash(HashAlgorithmName.SHA256).Select(value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))),
        Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n"));

    static OperatorException NotShown(Uri url, Exception? error) => new(
        $"{url.Authority} does not show a certificate for this name with the authority that it comes from.",
        "Copy the authority's certificate here (on the cloud's host it is tls/ca.pem in the cloud's home) and name the file; check that the address is one that the certificate is for.",
        error);

    static string Digits(string text) => text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Trim();
}
