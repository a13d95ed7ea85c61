using System.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Home;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>init</c>: makes a home.</summary>
[TakesVariables]
sealed class InitCommand : Command
{
    const int MaxNameLength = 100;

    readonly CommandContext _context;
    readonly Option<string?> _name = CommandOptions.Text("--name", "TENANT", "The organisation, as people know it (Skybridge unless told)");
    readonly Option<string?> _domain = CommandOptions.Text(
        "--initial-domain",
        "NAME",
        "The tenant's own domain (skybridge.internal unless told)");
    readonly PostgresOptions _postgres = new("Keep the data in this PostgreSQL database");
    readonly Option<string?> _join = CommandOptions.Text(
        "--join",
        "HOME",
        "Make another node of the cloud whose home, or a copy of it, is there; its database must be PostgreSQL");
    readonly SettingOptions _settings;

    public InitCommand(CommandContext context)
        : base("init", "Make a new cloud")
    {
        _context = context;
        _settings = new(context.Terminal.Time);
        foreach (var option in (IEnumerable<Option>)[_name, _domain, .. _settings.All, .. _postgres.All, _join])
            Add(option);
        SetAction(RunAsync);
    }

    async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var home = _context.HomeOf(parsed);
        if (parsed.GetValue(_join) is { } source)
            return await JoinAsync(parsed, home, new CloudHome(source), cancellationToken);

        var plan = Plan(parsed);
        var tenant = await plan.CreateAsync(home, _context.Terminal.Actor, _context.Terminal.Time, cancellationToken);
        var authority = plan.Certificate is null ? home.AuthorityCertificate : null;
        Print(parsed, new(home.Root, tenant, plan.Tenant, plan.InitialDomain, plan.Hosts, plan.PublicUrl, authority, plan.Database), joined: false);
        return ExitCode.Done;
    }

    async Task<int> JoinAsync(ParseResult parsed, CloudHome home, CloudHome source, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_name) is not null || parsed.GetValue(_domain) is not null)
            throw new OperatorException("A node has the name and the domains of the cloud that it joins.", "Leave out --name and --initial-domain.");

        var settings = _settings.Over(source.ReadSettings(), parsed);
        var (postgres, passwordFile) = _postgres.Read(parsed, isKnown: true);
        settings = settings with { Postgres = postgres ?? settings.Postgres, PostgresPasswordFile = passwordFile ?? settings.PostgresPasswordFile };
        var tenant = await new JoiningHome(source, settings).CreateAsync(home, _context.Terminal.Time, cancellationToken);
        var authority = settings.Certificate is null ? home.AuthorityCertificate : null;
        var database = CloudStore.Of(home, settings).Name;
        Print(parsed, new(home.Root, tenant.Id, tenant.Name, tenant.InitialDomain, settings.Hosts, settings.PublicUrl, authority, database), joined: true);
        return ExitCode.Done;
    }

    NewHome Plan(ParseResult parsed)
    {
        var name = (parsed.GetValue(_name) ?? "Skybridge").Trim();
        if (!UserNames.IsText(name, MaxNameLength))
            throw new OperatorException($"A tenant's name has 1 to {MaxNameLength} characters.", "Name the organisation with --name.");

        var settings = _settings.Read(parsed);
        var (postgres, passwordFile) = _postgres.Read(parsed, isKnown: false);
        return new NewHome(
            name,
            ParseDomain(parsed.GetValue(_domain) ?? "skybridge.internal"),
            settings.Hosts.Count > 0 ? settings.Hosts : HostNames.Defaults(Environment.MachineName),
            settings.PublicUrl,
            settings.Certificate,
            settings.CertificateKey) { TrustedProxies = settings.TrustedProxies, Postgres = postgres, PostgresPasswordFile = passwordFile };
    }

    static string ParseDomain(string text) =>
        UserNames.TryParseDomain(text, out var domain)
            ? domain
            : throw new OperatorException($"'{text}' is not a domain name.", "Give --initial-domain a DNS name such as contoso.example.");

    void Print(ParseResult parsed, InitResult result, bool joined) => _context.Print(parsed, result, CliJson.Default.InitResult, output =>
    {
        output.WriteLine(joined ? $"Another node of the cloud of {result.Tenant} is made in {result.Home}." : $"The cloud of {result.Tenant} is made in {result.Home}.");
        output.WriteLine($"  domain     {result.InitialDomain}");
        output.WriteLine($"  hosts      {string.Join(", ", result.Hosts)}");
        if (result.Database is not null)
            output.WriteLine($"  database   {result.Database}");
        if (result.Ca is not null)
            output.WriteLine($"  authority  {result.Ca} (agents and browsers must trust it)");
        output.WriteLine(joined ? "Next: `skybridge-cloud serve`, beside the others." : "Next: `skybridge-cloud serve`, and `skybridge-cloud enroll NAME` for the first agent.");
    });
}
