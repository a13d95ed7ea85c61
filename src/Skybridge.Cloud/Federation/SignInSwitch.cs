using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.Federation;

/// <summary>Changes how the people of a domain sign in, for the command line and the administration API alike.</summary>
sealed class SignInSwitch(CloudDbContext db, IDataProtectionProvider keys, string actor, DateTimeOffset now)
{
    /// <summary>Sets a domain's method, and its provider where one is named, in a transaction of its own.</summary>
    /// <exception cref="OperatorException">The domain cannot be set to it.</exception>
    public async Task<SignInReceipt> SetAsync(string domain, SignInMethod method, bool keep, NamedProvider? provider, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWritingAsync(cancellationToken);
        await RequireVerifiedAsync(db, domain, cancellationToken);
        if (method != SignInMethod.PasswordHash)
            await RequireNotInitialAsync(domain, cancellationToken);
        var isOther = provider is not null && await provider.StoreAsync(db, domain, keys, cancellationToken);
        var receipt = await ChangeAsync(domain, method, keep, isOther ? provider : null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        receipt = await WithProviderAsync(receipt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    /// <summary>Requires a verified domain.</summary>
    /// <exception cref="OperatorException">It is none.</exception>
    public static async Task<TenantDomain> RequireVerifiedAsync(CloudDbContext db, string name, CancellationToken cancellationToken)
    {
        var domain = await db.Domains.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
            ?? throw new OperatorException($"{name} is not a domain of the tenant.", "`skybridge-cloud domain list` shows those that are.");
        return domain.VerifiedAt is not null
            ? domain
            : throw new OperatorException(
                $"{name} is not verified.",
                $"`skybridge-cloud domain verify {name}` makes its names count; until then its people sign in as the tenant's own.");
    }

    async Task RequireNotInitialAsync(string domain, CancellationToken cancellationToken)
    {
        if ((await db.Tenants.SingleAsync(cancellationToken)).InitialDomain == domain)
            throw new OperatorException(
                $"{domain} is the tenant's own domain: its people always sign in by password hash.",
                "Name a domain that was added and verified; `skybridge-cloud domain list` shows them.");
    }

    async Task<SignInReceipt> ChangeAsync(string domain, SignInMethod method, bool keep, NamedProvider? otherProvider, CancellationToken cancellationToken)
    {
        var signIn = await db.SignIns.FindAsync([domain], cancellationToken) ?? NewSignIn(domain);
        var (from, hasChanged) = (signIn.Method, signIn.Method != method || signIn.KeepPasswordHash != keep || otherProvider is not null);
        var features = new FeatureSwitch(db, actor, now);
        PasswordSyncEffect? effect = null;
        if (hasChanged)
        {
            if (db.Entry(signIn).State == EntityState.Detached)
                db.SignIns.Add(signIn);
            if (from != method)
                (signIn.Previous, signIn.Method) = (from, method);
            (signIn.KeepPasswordHash, signIn.ChangedAt, signIn.ChangedBy) = (keep, now, actor);
            Note(signIn, from, otherProvider);
            effect = await features.FollowAsync(signIn, from != method, cancellationToken);
        }

        var feature = effect?.Feature ?? await features.FindAsync(TenantFeature.PasswordSync, cancellationToken);
        return new()
        {
            Domain = domain,
            From = from,
            To = method,
            KeepPasswordHash = keep,
            Changed = hasChanged,
            PasswordSync = feature.Enabled,
            PasswordSyncTurned = effect?.Turned == true,
            PasswordSyncChangedAt = feature.ChangedAt,
            PasswordSyncChangedBy = feature.ChangedBy,
            WantedOffBy = effect?.WantedOffBy,
            ShutOut = [],
        };
    }

    // Whoever has a password of this cloud alone, and a name in the domain, is shut out by it: better said than found out.
    async Task<SignInReceipt> WithProviderAsync(SignInReceipt receipt, CancellationToken cancellationToken)
    {
        if (receipt.To != SignInMethod.Federation || await db.FederationProviders.FindAsync([receipt.Domain], cancellationToken) is not { } provider)
            return receipt;

        var suffix = $"@{receipt.Domain}";
        var shutOut = await db.Users
            .Where(user => user.DeletedAt == null && (user.Source == PersonSource.Cloud || user.Administrator))
            .Where(user => user.NormalizedUserName.EndsWith(suffix))
            .OrderBy(user => user.NormalizedUserName)
            .Select(user => user.UserName)
            .ToListAsync(cancellationToken);
        return receipt with
        {
            Issuer = provider.Issuer,
            ClientId = provider.ClientId,
            RedirectPath = FederationPaths.Return(receipt.Domain),
            ShutOut = shutOut,
        };
    }

    DomainSignIn NewSignIn(string domain) => new()
    {
        Domain = domain,
        Method = SignInMethod.PasswordHash,
        Previous = SignInMethod.PasswordHash,
        KeepPasswordHash = false,
        ChangedAt = now,
        ChangedBy = actor,
    };

    void Note(DomainSignIn signIn, SignInMethod from, NamedProvider? provider) => db.AuditEntries.Add(Audit.Entry(
        now,
        actor,
        AuditActions.SignInChanged,
        signIn.Domain,
        ("domain", signIn.Domain),
        ("from", SignInMethods.Word(from)),
        ("to", SignInMethods.Word(signIn.Method)),
        ("keepPasswordHash", signIn.KeepPasswordHash ? "yes" : null),
        ("issuer", provider?.Issuer),
        ("clientId", provider?.ClientId)));
}
