using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>sign-in set</c>: says how the people of a domain sign in, and where; turns password synchronization with it.</summary>
sealed class SignInSetCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string> _domain = new("DOMAIN") { Description = "A verified domain" };
    readonly Argument<string> _method = new("METHOD") { Description = string.Join(" or ", SignInMethods.All) };
    readonly Option<bool> _keep = new("--keep-password-hash")
    {
        Description = "With federation: go on taking passwords, to fall back on",
    };

    readonly ProviderOptions _provider = new();

    public SignInSetCommand(CommandContext context)
        : base("set", "Say how the people of a domain sign in")
    {
        _context = context;
        Add(_domain);
        Add(_method);
        Add(_keep);
        _provider.AddTo(this);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var (method, keep) = (ParseMethod(parsed.GetRequiredValue(_method)), parsed.GetValue(_keep));
        if (keep && method != SignInMethod.Federation)
            throw new OperatorException(
                "--keep-password-hash goes with federation only.",
                "Leave it out; password-hash needs the passwords anyway.");

        var provider = await _provider.ReadAsync(parsed, method == SignInMethod.Federation, cancellationToken);

        await using var transaction = await session.Db.Database.BeginTransactionAsync(cancellationToken);
        var domain = await SignInCommand.FindDomainAsync(session, parsed.GetRequiredValue(_domain), cancellationToken);
        if (method != SignInMethod.PasswordHash)
            await RequireNotInitialAsync(session, domain.Name, cancellationToken);
        var isOtherProvider = provider is not null && await provider.StoreAsync(session.Db, domain.Name, session.Keys, cancellationToken);
        var outcome = await ChangeAsync(session, domain.Name, method, keep, isOtherProvider ? provider : null, cancellationToken);
        await session.Db.SaveChangesAsync(cancellationToken);
        outcome = await WithProviderAsync(session, outcome, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        _context.Print(parsed, outcome.Json, CliJson.Default.SignInSetResult, output =>
        {
            foreach (var line in Describe(outcome))
                output.WriteLine(line);
        });
        return ExitCode.Done;
    }

    async Task<Outcome> ChangeAsync(
        CommandSession session,
        string domain,
        SignInMethod method,
        bool keep,
        NamedProvider? otherProvider,
        CancellationToken cancellationToken)
    {
        var signIn = await session.Db.SignIns.FindAsync([domain], cancellationToken) ?? NewSignIn(session, domain);
        var hasChanged = signIn.Method != method || signIn.KeepPasswordHash != keep || otherProvider is not null;
        var from = signIn.Method;
        var features = new FeatureSwitch(session.Db, _context.Terminal.Actor, session.Now);
        PasswordSyncEffect? effect = null;
        if (hasChanged)
        {
            if (session.Db.Entry(signIn).State == EntityState.Detached)
                session.Db.SignIns.Add(signIn);
            if (from != method)
                (signIn.Previous, signIn.Method) = (from, method);
            (signIn.KeepPasswordHash, signIn.ChangedAt, signIn.ChangedBy) = (keep, session.Now, _context.Terminal.Actor);
            Note(session, signIn, from, otherProvider);
            effect = await features.FollowAsync(signIn, from != method, cancellationToken);
        }

        var feature = effect?.Feature ?? await features.FindAsync(TenantFeature.PasswordSync, cancellationToken);
        var json = new SignInSetResult(
            domain,
            SignInMethods.Word(from),
            SignInMethods.Word(method),
            keep,
            hasChanged,
            feature.Enabled,
            effect?.Turned == true);
        return new Outcome(json, feature, effect?.WantedOffBy, []);
    }

    // Whoever has a password of this cloud alone, and a name in the domain, is shut out by it: better said than found out.
    static async Task<Outcome> WithProviderAsync(CommandSession session, Outcome outcome, CancellationToken cancellationToken)
    {
        var domain = outcome.Json.Domain;
        if (outcome.Json.To != SignInMethods.Word(SignInMethod.Federation)
            || await session.Db.FederationProviders.FindAsync([domain], cancellationToken) is not { } provider)
            return outcome;

        var suffix = $"@{domain}";
        var shutOut = await session.Db.Users
            .Where(user => user.DeletedAt == null && (user.Source == PersonSource.Cloud || user.Administrator))
            .Where(user => user.NormalizedUserName.EndsWith(suffix))
            .OrderBy(user => user.NormalizedUserName)
            .Select(user => user.UserName)
            .ToListAsync(cancellationToken);
        var json = outcome.Json with
        {
            Issuer = provider.Issuer,
            ClientId = provider.ClientId,
            RedirectPath = FederationPaths.Return(domain),
        };
        return outcome with { Json = json, ShutOut = shutOut };
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

    static void Note(CommandSession session, DomainSignIn signIn, SignInMethod from, NamedProvider? provider) => session.Note(
        AuditActions.SignInChanged,
        signIn.Domain,
        ("domain", signIn.Domain),
        ("from", SignInMethods.Word(from)),
        ("to", SignInMethods.Word(signIn.Method)),
        ("keepPasswordHash", signIn.KeepPasswordHash ? "yes" : null),
        ("issuer", provider?.Issuer),
        ("clientId", provider?.ClientId));

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
        if (result.Issuer is not null)
        {
            yield return $"Its people are sent to {result.Issuer}, where this cloud is {result.ClientId}.";
            yield return $"There, register the redirect address https://YOUR-CLOUD{result.RedirectPath} (with the name and port that people reach this cloud by).";
        }
        else if (result.To == SignInMethods.Word(SignInMethod.Federation))
            yield return "No provider is known (--issuer, --client-id): this is recorded only, and its people go on signing in with the passwords that the cloud has.";
        else if (result.To == SignInMethods.Word(SignInMethod.DoNotConfigure))
            yield return "This is recorded only: its people go on signing in with the passwords that the cloud has.";
        foreach (var name in outcome.ShutOut)
            yield return $"{name} is not synchronized, and cannot sign in while the domain is federated.";

        if (result.PasswordSyncTurned)
            yield return result.PasswordSync
                ? "password-sync is turned on: passwords are taken again."
                : "password-sync is turned off: passwords that the cloud has stay, and no others are taken. (--keep-password-hash keeps it on; `skybridge-cloud user purge-passwords --all` throws those away that are there.)";
        else if (outcome.WantedOffBy is { } other)
            yield return $"password-sync stays off: {other} is federated and keeps no password hashes.";
        else if (!result.PasswordSync)
            yield return $"password-sync stays off, as since {Show.Moment(feature.ChangedAt)} by {feature.ChangedBy}: "
                + "`skybridge-cloud feature list` says why.";
    }

    sealed record Outcome(SignInSetResult Json, TenantFeature PasswordSync, string? WantedOffBy, IReadOnlyList<string> ShutOut);
}
