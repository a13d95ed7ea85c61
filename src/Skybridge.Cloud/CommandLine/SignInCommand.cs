using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>sign-in</c>: how the people of each domain sign in.</summary>
sealed class SignInCommand : Command
{
    public SignInCommand(CommandContext context)
        : base("sign-in", "Show and change how the people of a domain sign in")
    {
        Add(new ShowCommand(context));
        Add(new SignInSetCommand(context));
    }

    sealed class ShowCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string?> _domain = new("DOMAIN")
        {
            Description = "A verified domain (all unless told)",
            Arity = ArgumentArity.ZeroOrOne,
        };

        public ShowCommand(CommandContext context)
            : base("show", "Show how the people of each verified domain sign in, and who said so")
        {
            _context = context;
            Add(_domain);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var signIns = await session.Db.SignIns.ToDictionaryAsync(row => row.Domain, cancellationToken);
            var domains = parsed.GetValue(_domain) is { } one
                ? [await SignInSwitch.RequireVerifiedAsync(session.Db, DomainCommand.ParseName(one), cancellationToken)]
                : await session.Db.Domains.Where(row => row.VerifiedAt != null).OrderBy(row => row.Name).ToListAsync(cancellationToken);
            var providers = await session.Db.FederationProviders.ToDictionaryAsync(row => row.Domain, cancellationToken);
            var result = new SignInListResult(
                [.. domains.Select(row => Result(row.Name, signIns.GetValueOrDefault(row.Name), providers.GetValueOrDefault(row.Name)))]);
            _context.Print(parsed, result, CliJson.Default.SignInListResult, _ =>
            {
                var table = new Table("DOMAIN", "SIGN-IN", "SINCE", "BY", "PROVIDER");
                foreach (var row in result.Domains)
                    table.Add(
                        row.Domain,
                        row.KeepPasswordHash ? $"{row.Method}, keeping password hashes" : row.Method,
                        Show.Moment(row.ChangedAt),
                        row.ChangedBy,
                        row.Provider?.Issuer);
                table.Write(_context.Terminal, "No domain is verified.");
            });
            return ExitCode.Done;
        }

        static SignInResult Result(string domain, DomainSignIn? signIn, FederationProvider? provider) => new(
            domain,
            SignInMethods.Word(signIn?.Method ?? SignInMethod.PasswordHash),
            signIn?.KeepPasswordHash == true,
            signIn?.ChangedAt,
            signIn?.ChangedBy)
        {
            Provider = provider is null ? null : Result(provider),
        };

        static ProviderResult Result(FederationProvider provider) => new(
            provider.Issuer,
            provider.ClientId,
            provider.ProtectedSecret is not null,
            FederatedDomain.ClaimsOf(provider.Claim),
            ProviderOptions.Word(provider.Match),
            FederationPaths.Return(provider.Domain));
    }
}
