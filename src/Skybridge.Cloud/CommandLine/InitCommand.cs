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
    readonly Option<string?> _postgres = CommandOptions.Text(
        "--postgres",
        "CONN",
        "Keep the data in this PostgreSQL database, such as postgresql://user@host/database; never with a password");
    readonly Option<string?> _postgresPasswordFile = CommandOptions.Text(
        "--postgres-password-file",
        "FILE",
        "The database user's password (else PGPASSFILE or PGPASSWORD); it is read at each start");
    readonly SettingOptions _settings;

    public InitCommand(CommandContext context)
        : base("init", "Make a new cloud")
    {
        _context = context;
        _settings = new(context.Terminal.Time);
        foreach (var option in (IEnumerable<Option>)[_name, _domain, .. _settings.All, _postgres, _postgresPasswordFile])
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

        var settings = _settings.Read(parsed);
        var (postgres, passwordFile) = ParsePostgres(parsed);
        return new NewHome(
            name,
            ParseDomain(parsed.GetValue(_domain) ?? "skybridge.internal"),
            settings.Hosts.Count > 0 ? settings.Hosts : HostNames.Defaults(Environment.MachineName),
            settings.PublicUrl,
            settings.Certificate,
            settings.CertificateKey) { Postgres = postgres, PostgresPasswordFile = passwordFile };
    }

    (string? Connection, string? PasswordFile) ParsePostgres(ParseResult parsed)
    {
        var file = parsed.GetValue(_postgresPasswordFile);
        if (parsed.GetValue(_postgres) is { } text)
            return (PostgresAddress.Parse(text), file is null ? null : Path.GetFullPath(file));
        if (file is not null)
            throw new OperatorException("--postgres-password-file needs --postgres.", "Name the database with --postgres, or leave the file out.");
        return (null, null);
    }

    static string ParseDomain(string text) =>
        UserNames.TryParseDomain(text, out var domain)
            ? domain
            : throw new OperatorException($"'{text}' is not a domain name.", "Give --initial-domain a DNS name such as contoso.example.");

    void Print(ParseResult parsed, CloudHome home, NewHome plan, Guid tenant)
    {
        var authority = plan.Certificate is null ? home.AuthorityCertificate : null;
        var result = new InitResult(home.Root, tenant, plan.Tenant, plan.InitialDomain, plan.Hosts, plan.PublicUrl, authority, plan.Database);
        _context.Print(parsed, result, CliJson.Default.InitResult, output =>
        {
            output.WriteLine($"The cloud of {plan.Tenant} is made in {home.Root}.");
            output.WriteLine($"  domain     {plan.InitialDomain}");
            output.WriteLine($"  hosts      {string.Join(", ", plan.Hosts)}");
            if (plan.Database is not null)
                output.WriteLine($"  database   {plan.Database}");
            if (authority is not null)
                output.WriteLine($"  authority  {authority} (agents and browsers must trust it)");
            output.WriteLine("Next: `skybridge-cloud serve`, and `skybridge-cloud enroll NAME` for the first agent.");
        });
    }
}
