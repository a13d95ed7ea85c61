using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>Turns features, and lets changes of a domain's sign-in method turn <see cref="TenantFeature.PasswordSync"/>.</summary>
/// <remarks>Works in the caller's transaction; nothing is stored before the caller saves.</remarks>
sealed class FeatureSwitch(CloudDbContext db, string actor, DateTimeOffset now)
{
    /// <summary>Turns a feature as an operator says, who answers for it from now on, also when it stood so already.</summary>
    /// <returns>The feature, and the federated domains that keep password hashes from now on.</returns>
    public async Task<(TenantFeature Feature, IReadOnlyList<string> Kept)> SetAsync(
        string name,
        bool enabled,
        CancellationToken cancellationToken)
    {
        var feature = await FindAsync(name, cancellationToken);
        if (feature.Enabled != enabled || feature.Because is not null)
            Turn(feature, enabled, because: null);
        return (feature, name == TenantFeature.PasswordSync && enabled ? await KeepPasswordHashesAsync(cancellationToken) : []);
    }

    /// <summary>Turns password synchronization as a changed sign-in method wants it.</summary>
    public async Task<PasswordSyncEffect> FollowAsync(DomainSignIn signIn, bool isOtherMethod, CancellationToken cancellationToken)
    {
        var feature = await FindAsync(TenantFeature.PasswordSync, cancellationToken);
        var enabled = feature.Enabled;
        if (signIn.WantsNoPasswords)
        {
            if (enabled)
                Turn(feature, enabled: false, signIn.Change);
            return new(feature, enabled, null);
        }

        // What an operator turned off stays off; and whoever configures sign-in elsewhere said nothing about passwords.
        if (enabled || feature.Because is null || signIn.Method == SignInMethod.DoNotConfigure)
            return new(feature, false, null);

        var other = (await WithoutPasswordsAsync(cancellationToken)).FirstOrDefault(row => row.Domain != signIn.Domain);
        if (other is null)
            Turn(feature, enabled: true, isOtherMethod ? signIn.Change : null);
        else if (feature.BecauseDomain == signIn.Domain)
            (feature.Because, feature.ChangedAt, feature.ChangedBy) = (other.Change, other.ChangedAt, other.ChangedBy);
        return new(feature, other is null, other?.Domain);
    }

    /// <summary>A feature as it is, also when nobody ever turned it.</summary>
    public async Task<TenantFeature> FindAsync(string name, CancellationToken cancellationToken) =>
        await db.Features.FindAsync([name], cancellationToken)
        ?? new TenantFeature { Name = name, Enabled = TenantFeature.Defaults[name], ChangedAt = now, ChangedBy = actor };

    void Turn(TenantFeature feature, bool enabled, SignInChange? because)
    {
        if (db.Entry(feature).State == EntityState.Detached)
            db.Features.Add(feature);
        (string, string?)[] details =
        [
            ("from", Word(feature.Enabled)),
            ("to", Word(enabled)),
            ("because", because is null ? null : SignInMethods.Describe(because)),
        ];
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.FeatureChanged, feature.Name, details));
        (feature.Enabled, feature.Because, feature.ChangedAt, feature.ChangedBy) = (enabled, because, now, actor);
    }

    // Whoever turns it on knows which domains are federated: none of them wants it off any more.
    async Task<IReadOnlyList<string>> KeepPasswordHashesAsync(CancellationToken cancellationToken)
    {
        var signIns = await WithoutPasswordsAsync(cancellationToken);
        foreach (var signIn in signIns)
        {
            signIn.KeepPasswordHash = true;
            var method = SignInMethods.Word(signIn.Method);
            (string, string?)[] details = [("domain", signIn.Domain), ("from", method), ("to", method), ("keepPasswordHash", "yes")];
            db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.SignInChanged, signIn.Domain, details));
        }

        return signIns.ConvertAll(signIn => signIn.Domain);
    }

    async Task<List<DomainSignIn>> WithoutPasswordsAsync(CancellationToken cancellationToken) =>
        (await db.SignIns.OrderBy(row => row.ChangedAt).ThenBy(row => row.Domain).ToListAsync(cancellationToken))
            .FindAll(row => row.WantsNoPasswords);

    static string Word(bool enabled) => enabled ? "on" : "off";
}

/// <summary>What became of password synchronization.</summary>
/// <param name="Feature">As it is now.</param>
/// <param name="Turned">Whether it was turned.</param>
/// <param name="WantedOffBy">A domain for whose sake it stays off.</param>
sealed record PasswordSyncEffect(TenantFeature Feature, bool Turned, string? WantedOffBy);
