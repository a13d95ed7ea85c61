using System.CommandLine;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.Proxies;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary>The options that <c>cloud.json</c> has members for: <c>init</c> writes them there, <c>serve</c> sets them above it.</summary>
sealed class SettingOptions(TimeProvider time)
{
    readonly Option<string[]> _hosts = CommandOptions.Texts("--host", "NAME", "A name or address that the cloud is reached by; may be repeated");
    readonly Option<string?> _certificate = CommandOptions.Text("--certificate", "PEM", "The server's certificate; without one, a private authority is made");
    readonly Option<string?> _certificateKey = CommandOptions.Text("--certificate-key", "PEM", "The certificate's private key");
    readonly Option<string?> _publicUrl = CommandOptions.Text("--public-url", "URL", "The address that tokens name as their issuer");

    readonly Option<string[]> _trustedProxies = CommandOptions.Texts(
        "--trusted-proxy",
        "ADDRESS[/LENGTH]",
        "A load balancer or reverse proxy that is believed where requests come from; may be repeated");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_hosts, _certificate, _certificateKey, _publicUrl, _trustedProxies];

    /// <summary>What was given.</summary>
    /// <exception cref="OperatorException">Something of it cannot be.</exception>
    public CloudSettings Read(ParseResult parsed)
    {
        var url = ParseUrl(parsed.GetValue(_publicUrl));
        var (certificate, key) = ParseCertificate(parsed);
        return new()
        {
            Hosts = ParseHosts(parsed.GetValue(_hosts)!, url),
            PublicUrl = url,
            Certificate = certificate,
            CertificateKey = key,
            TrustedProxies = ParseProxies(parsed.GetValue(_trustedProxies)!),
        };
    }

    /// <summary>The settings of a home with what was given above them.</summary>
    /// <exception cref="OperatorException">Something of it cannot be.</exception>
    public CloudSettings Over(CloudSettings settings, ParseResult parsed)
    {
        var given = Read(parsed);
        return settings with
        {
            Hosts = given.Hosts.Count > 0 ? given.Hosts : settings.Hosts,
            PublicUrl = given.PublicUrl ?? settings.PublicUrl,
            Certificate = given.Certificate ?? settings.Certificate,
            CertificateKey = given.CertificateKey ?? settings.CertificateKey,
            TrustedProxies = given.TrustedProxies ?? settings.TrustedProxies,
        };
    }

    static List<string> ParseHosts(string[] texts, Uri? publicUrl)
    {
        List<string> hosts = [];
        foreach (var text in texts)
        {
            if (!HostNames.TryParse(text, out var host))
                throw new OperatorException(
                    $"'{text}' is neither a host name nor an address.",
                    "Give --host a DNS name or an IP address, without scheme and port.");
            hosts.Add(host);
        }

        if (publicUrl is not null && HostNames.TryParse(publicUrl.IdnHost, out var publicHost))
            hosts.Add(publicHost);
        return [.. hosts.Distinct()];
    }

    static string[]? ParseProxies(string[] texts)
    {
        try
        {
            TrustedProxies.Parse(texts);
            return texts.Length > 0 ? texts : null;
        }
        catch (FormatException error)
        {
            throw new OperatorException(
                $"A trusted proxy cannot be used: {error.Message}.",
                "Give --trusted-proxy the address that the proxy connects from, such as 10.0.0.5, or its network, such as 10.0.0.0/28.",
                error);
        }
    }

    static Uri? ParseUrl(string? text)
    {
        if (text is null)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "https", PathAndQuery: "/", Fragment.Length: 0, UserInfo.Length: 0 })
        {
            return url;
        }

        throw new OperatorException(
            $"'{text}' is not a public address.",
            "Give --public-url an address such as https://id.contoso.example, without a path.");
    }

    (string? Certificate, string? Key) ParseCertificate(ParseResult parsed)
    {
        var (certificate, key) = (parsed.GetValue(_certificate), parsed.GetValue(_certificateKey));
        if (certificate is null && key is null)
            return (null, null);
        if (certificate is null || key is null)
            throw new OperatorException(
                "A certificate needs its key, and a key its certificate.",
                "Give both --certificate and --certificate-key, or neither.");

        (certificate, key) = (Path.GetFullPath(certificate), Path.GetFullPath(key));
        ServerIdentity.Load(certificate, key, time.GetUtcNow()).Certificate.Dispose();
        return (certificate, key);
    }
}
