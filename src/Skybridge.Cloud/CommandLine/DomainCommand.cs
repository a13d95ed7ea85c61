using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>domain</c>: the suffixes that user names may have.</summary>
sealed class DomainCommand : Command
{
    public DomainCommand(CommandContext context)
        : base("domain", "Manage the tenant's domains")
    {
        Add(new AddCommand(context));
        Add(new VerifyCommand(context));
        Add(new ListCommand(context));
    }

    /// <summary>Reads a domain's name.</summary>
    /// <exception cref="OperatorException">It is none.</exception>
    public static string ParseName(string text) =>
        UserNames.TryParseDomain(text, out var domain)
            ? domain
            : throw new OperatorException($"'{text}' is not a domain name.", "Give a DNS name such as contoso.example.");

    static DomainResult Result(TenantDomain domain, string initial) =>
        new(domain.Name, domain.VerifiedAt is not null, domain.Name == initial, domain.VerifiedAt, domain.VerifiedBy);

    sealed class AddCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string> _name = new("DOMAIN") { Description = "A DNS name" };

        public AddCommand(CommandContext context)
            : base("add", "Add a domain; its names count once it is verified")
        {
            _context = context;
            Add(_name);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var name = ParseName(parsed.GetRequiredValue(_name));
            if (await session.Db.Domains.AnyAsync(row => row.Name == name, cancellationToken))
                throw new OperatorException(
                    $"{name} is a domain of the tenant already.",
                    $"`skybridge-cloud domain verify {name}` makes its names count.");

            var domain = new TenantDomain { Name = name, AddedAt = session.Now };
            session.Db.Domains.Add(domain);
            session.Note(AuditActions.DomainAdded, name);
            await session.Db.SaveChangesAsync(cancellationToken);

            _context.Print(parsed, Result(domain, ""), CliJson.Default.DomainResult, output =>
                output.WriteLine($"{name} is added. `skybridge-cloud domain verify {name}` makes its names count."));
            return ExitCode.Done;
        }
    }

    sealed class VerifyCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string> _name = new("DOMAIN") { Description = "A domain that was added" };

        public VerifyCommand(CommandContext context)
            : base("verify", "Declare that a domain is the tenant's, and give its people their own names")
        {
            _context = context;
            Add(_name);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var name = ParseName(parsed.GetRequiredValue(_name));
            await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
            var domain = await session.Db.Domains.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
                ?? throw new OperatorException($"{name} is not a domain of the tenant.", $"`skybridge-cloud domain add {name}` adds it.");
            domain.VerifiedAt ??= session.Now;
            domain.VerifiedBy ??= _context.Terminal.Actor;
            await session.Db.SaveChangesAsync(cancellationToken);
            var (renamed, kept) = await DomainNames.ApplyAsync(session.Db, name, cancellationToken);
            session.Note(AuditActions.DomainVerified, name, ("method", "operator"), ("renamed", $"{renamed}"), ("kept", $"{kept.Count}"));
            await session.Db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            var result = new DomainVerifyResult(name, renamed, kept);
            _context.Print(parsed, result, CliJson.Default.DomainVerifyResult, output => Describe(result, output));
            return result.Kept.Count == 0 ? ExitCode.Done : ExitCode.DoneWithFindings;
        }

        static void Describe(DomainVerifyResult result, TextWriter output)
        {
            output.WriteLine($"{result.Name} is verified. {result.Renamed} people got their own name.");
            foreach (var kept in result.Kept)
                output.WriteLine($"  {kept.UserName} keeps that name: {kept.Wanted} is refused ({kept.Reason}).");
        }
    }

    sealed class ListCommand : Command
    {
        readonly CommandContext _context;

        public ListCommand(CommandContext context)
            : base("list", "Show the tenant's domains")
        {
            _context = context;
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var initial = (await session.Db.Tenants.SingleAsync(cancellationToken)).InitialDomain;
            var domains = await session.Db.Domains.OrderBy(domain => domain.Name).ToListAsync(cancellationToken);
            var result = new DomainListResult([.. domains.Select(domain => Result(domain, initial))]);
            _context.Print(parsed, result, CliJson.Default.DomainListResult, _ =>
            {
                var table = new Table("DOMAIN", "VERIFIED", "BY", "");
                foreach (var row in result.Domains)
                    table.Add(row.Name, Show.Moment(row.VerifiedAt), row.VerifiedBy, row.Initial ? "the tenant's own" : " ");
                table.Write(_context.Terminal, "There are no domains.");
            });
            return ExitCode.Done;
        }
    }
}
