using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>sign-in set</c>: records how the people of a domain sign in, and turns password synchronization with it.</summary>
sealed class SignInSetCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _domain = new("DOMAIN") { Description = "A verified domain" };
    readonly Argument<string> _method = new("METHOD") { Description = string.Join(" or ", SignInMethods.All) };
    readonly Option<bool> _keep = new("--keep-password-hash")
    {
        Description = "With federation: go on taking passwords, to fall back on",
    };

    public SignInSetCommand(CommandContext context)
        : base("set", "Say how the people of a domain sign in")
    {
        _context = context;
        Add(_domain);
        Add(_method);
        Add(_keep);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var (method, keep) = (ParseMethod(parsed.GetRequiredValue(_method)), parsed.GetValue(_keep));
        if (keep && method != SignInMethod.Federation)
            throw new OperatorException(
                "--keep-password-hash goes with federation only.",
                "Leave it out; password-hash needs the passwords anyway.");

        await using var transaction = await session.Db.Database.BeginTransactionAsync(cancellationToken);
        var domain = await SignInCommand.FindDomainAsync(session, parsed.GetRequiredValue(_domain), cancellationToken);
        if (method != SignInMethod.PasswordHash)
            await RequireNotInitialAsync(session, domain.Name, cancellationToken);
        var result = await ChangeAsync(session, domain.Name, method, keep, cancellationToken);
        await session.Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        _context.Print(parsed, result.Json, CliJson.Default.SignInSetResult, output =>
        {
            foreach (var line in Describe(result))
                output.WriteLine(line);
        });
        return ExitCode.Done;
    }

    async Task<Outcome> ChangeAsync(
        CommandSession session,
        string domain,
        SignInMethod method,
        bool keep,
        CancellationToken cancellationToken)
    {
        var signIn = await session.Db.SignIns.FindAsync([domain], cancellationToken) ?? NewSignIn(session, domain);
        var (from, hasChanged) = (signIn.Method, signIn.Method != method || signIn.KeepPasswordHash != keep);
        var features = new FeatureSwitch(session.Db, _context.Terminal.Actor, session.Now);
        PasswordSyncEffect? effect = null;
        if (hasChanged)
        {
            if (session.Db.Entry(signIn).State == EntityState.Detached)
                session.Db.SignIns.Add(signIn);
            if (from != method)
                (signIn.Previous, signIn.Method) = (from, method);
            (signIn.KeepPasswordHash, signIn.ChangedAt, signIn.ChangedBy) = (keep, session.Now, _context.Terminal.Actor);
            Note(session, signIn, from);
            effect = await features.FollowAsync(signIn, from != method, cancellationToken);
        }

        var feature = effect?.Feature ?? await features.FindAsync(TenantFeature.PasswordSync, cancellationToken);
        return new Outcome(
            new SignInSetResult(
                domain,
                SignInMethods.Word(from),
                SignInMethods.Word(method),
                keep,
                hasChanged,
                feature.Enabled,
                effect?.Turned == true),
            feature,
            effect?.WantedOffBy);
    }

    DomainSignIn NewSignIn(CommandSession session, string domain) => new()
    {
        Domain = domain,
        Method = SignInMethod.PasswordHash,
        Previous = SignInMethod.PasswordHash,
        KeepPasswordHash = false,
        ChangedAt = session.Now,
        ChangedBy = _context.Terminal.Actor,
    };

    static void Note(CommandSession session, DomainSignIn signIn, SignInMethod from) => session.Note(
        AuditActions.SignInChanged,
        signIn.Domain,
        ("domain", signIn.Domain),
        ("from", SignInMethods.Word(from)),
        ("to", SignInMethods.Word(signIn.Method)),
        ("keepPasswordHash", signIn.KeepPasswordHash ? "yes" : null));

    static async Task RequireNotInitialAsync(CommandSession session, string domain, CancellationToken cancellationToken)
    {
        if ((await session.Db.Tenants.SingleAsync(cancellationToken)).InitialDomain == domain)
            throw new OperatorException(
                $"{domain} is the tenant's own domain: its people always sign in by password hash.",
                "Name a domain that was added and verified; `skybridge-cloud domain list` shows them.");
    }

    static SignInMethod ParseMethod(string word) => SignInMethods.Find(word)
        ?? throw new OperatorException($"There is no sign-in method '{word}'.", $"The methods are {string.Join(", ", SignInMethods.All)}.");

    static IEnumerable<string> Describe(Outcome outcome)
    {
        var (result, feature) = (outcome.Json, outcome.PasswordSync);
        yield return result.Changed
            ? $"{result.Domain} is set to {result.To}; it was {result.From}."
            : $"{result.Domain} is set to {result.To} already.";
        if (result.To != SignInMethods.Word(SignInMethod.PasswordHash))
            yield return "This is recorded only: for now its people go on signing in with the passwords that the cloud has.";

        if (result.PasswordSyncTurned)
            yield return result.PasswordSync
                ? "password-sync is turned on: passwords are taken again."
                : "password-sync is turned off: passwords that the cloud has stay, and no others are taken. (--keep-password-hash keeps it on.)";
        else if (outcome.WantedOffBy is { } other)
            yield return $"password-sync stays off: {other} is federated and keeps no password hashes.";
        else if (!result.PasswordSync)
            yield return $"password-sync stays off, as since {Show.Moment(feature.ChangedAt)} by {feature.ChangedBy}: "
                + "`skybridge-cloud feature list` says why.";
    }

    sealed record Outcome(SignInSetResult Json, TenantFeature PasswordSync, string? WantedOffBy);
}
