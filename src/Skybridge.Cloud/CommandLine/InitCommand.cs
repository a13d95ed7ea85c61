using System.CommandLine;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>init</c>: makes a home.</summary>
sealed class InitCommand : Command
{
    const int MaxNameLength = 100;

    readonly CommandContext _context;
    readonly Option<string?> _name = CommandOptions.Text("--name", "TENANT", "The organisation, as people know it (Skybridge unless told)");
    readonly Option<string?> _domain = CommandOptions.Text(
        "--initial-domain",
        "NAME",
        "The tenant's own domain (skybridge.internal unless told)");
    readonly Option<string[]> _hosts = CommandOptions.Texts(
        "--host",
        "NAME",
        "A name or address that the cloud is reached by; may be repeated");
    readonly Option<string?> _certificate = CommandOptions.Text(
        "--certificate",
        "PEM",
        "The server's certificate; without one, a private authority is made");
    readonly Option<string?> _certificateKey = CommandOptions.Text("--certificate-key", "PEM", "The certificate's private key");
    readonly Option<string?> _publicUrl = CommandOptions.Text("--public-url", "URL", "The address that tokens name as their issuer");

    public InitCommand(CommandContext context)
        : base("init", "Make a new cloud")
    {
        _context = context;
        foreach (var option in new Option[] { _name, _domain, _hosts, _certificate, _certificateKey, _publicUrl })
            Add(option);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = _context.HomeOf(parsed);
        var plan = Plan(parsed);
        var tenant = await plan.CreateAsync(home, _context.Terminal.Actor, _context.Terminal.Time, cancellationToken);
        Print(parsed, home, plan, tenant);
        return ExitCode.Done;
    }

    NewHome Plan(ParseResult parsed)
    {
        var name = (parsed.GetValue(_name) ?? "Skybridge").Trim();
        if (!UserNames.IsText(name, MaxNameLength))
            throw new OperatorException($"A tenant's name has 1 to {MaxNameLength} characters.", "Name the organisation with --name.");

        var url = ParseUrl(parsed.GetValue(_publicUrl));
        var (certificate, key) = ParseCertificate(parsed);
        return new NewHome(
            name,
            ParseDomain(parsed.GetValue(_domain) ?? "skybridge.internal"),
            ParseHosts(parsed.GetValue(_hosts)!, url),
            url,
            certificate,
            key);
    }

    static string ParseDomain(string text) =>
        UserNames.TryParseDomain(text, out var domain)
            ? domain
            : throw new OperatorException($"'{text}' is not a domain name.", "Give --initial-domain a DNS name such as contoso.example.");

    static IReadOnlyList<string> ParseHosts(string[] texts, Uri? publicUrl)
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
        return hosts.Count > 0 ? [.. hosts.Distinct()] : HostNames.Defaults(Environment.MachineName);
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
        ServerIdentity.Load(certificate, key, _context.Terminal.Time.GetUtcNow()).Certificate.Dispose();
        return (certificate, key);
    }

    void Print(ParseResult parsed, CloudHome home, NewHome plan, Guid tenant)
    {
        var authority = plan.Certificate is null ? home.AuthorityCertificate : null;
        var result = new InitResult(home.Root, tenant, plan.Tenant, plan.InitialDomain, plan.Hosts, plan.PublicUrl, authority);
        _context.Print(parsed, result, CliJson.Default.InitResult, output =>
        {
            output.WriteLine($"The cloud of {plan.Tenant} is made in {home.Root}.");
            output.WriteLine($"  domain     {plan.InitialDomain}");
            output.WriteLine($"  hosts      {string.Join(", ", plan.Hosts)}");
            if (authority is not null)
                output.WriteLine($"  authority  {authority} (agents and browsers must trust it)");
            output.WriteLine("Next: `skybridge-cloud serve`, and `skybridge-cloud enroll NAME` for the first agent.");
        });
    }
}
