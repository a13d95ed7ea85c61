using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.People;

namespace Skybridge.Cloud.SignIn;

/// <summary>Lets people choose a new password here: those who exist only here, and those whose password may not stay as it is.</summary>
sealed class PasswordChanger(CloudDbContext db, PasswordSignIn signIn, DerivationTurns turns, OuterHashParameters parameters, TimeProvider time)
{
    /// <summary>Checks the password that somebody has, then the one that they want, and stores it when both are right.</summary>
    /// <remarks>Everything that is wrong is told at once. Rules that need to know the person are only asked of who proved to be them.</remarks>
    public async Task<PasswordChangeOutcome> ChangeAsync(HttpContext context, NewPasswordForm form)
    {
        var proof = await signIn.ProveAsync(context, form.UserName, form.Current);
        if (proof is SignInOutcome.Slowed or SignInOutcome.Busy)
            return new PasswordChangeOutcome(proof, []);
        if (proof is SignInOutcome.Elsewhere)
            return new PasswordChangeOutcome(proof, []) { IsElsewhere = true };
        if (proof is not SignInOutcome.Proven(var person, var credential))
            return new PasswordChangeOutcome(proof, NewPasswordRules.FindBroken(form, [form.UserName]));
        if (!MayChange(person, credential, await PasswordPolicy.ReadAsync(db, context.RequestAborted)))
            return new PasswordChangeOutcome(proof, []) { IsElsewhere = true };

        string?[] names = [form.UserName, person.UserName, person.OnPremisesUserName, person.SamAccountName];
        var broken = NewPasswordRules.FindBroken(form, names);
        if (broken.Count > 0)
            return new PasswordChangeOutcome(proof, broken);
        if (await DeriveAsync(form.New, context.RequestAborted) is not { } verifier)
            return new PasswordChangeOutcome(new SignInOutcome.Busy(), []);
        if (!await StoreAsync(person, credential, verifier))
            return new PasswordChangeOutcome(new SignInOutcome.Refused(), []);

        await signIn.LetInAsync(context, person);
        return new PasswordChangeOutcome(new SignInOutcome.SignedIn(person), []);
    }

    /// <summary>Whether this person's password can be changed here, and not only where it comes from.</summary>
    public bool MayChange(CloudUser person, Credential credential, PasswordPolicy policy) => person.Source == PersonSource.Cloud || policy.MustChange(person, credential, time.GetUtcNow());

    async Task<StoredVerifier?> DeriveAsync(string password, CancellationToken cancellationToken)
    {
        using var turn = await turns.TryEnterAsync(cancellationToken);
        return turn is null ? null : CloudPassword.Derive(password, parameters);
    }

    // What was proven is the password of a moment ago: when another one arrived since, that one would be lost.
    async Task<bool> StoreAsync(CloudUser person, Credential proven, StoredVerifier verifier)
    {
        await using var transaction = await db.BeginWritingAsync();
        var credential = await db.Credentials.SingleOrDefaultAsync(row => row.UserId == person.Id);
        if (credential is null || credential.ChangedAt != proven.ChangedAt || credential.Source != proven.Source)
            return false;

        var (now, actor) = (time.GetUtcNow(), $"user:{person.Id}");
        credential.Set(verifier, actor, now, mustChange: false);
        (string, string?)[] details = [("id", person.Id.ToString()), ("temporary", proven.MustChange ? "yes" : null)];
        db.AuditEntries.Add(Audit.Entry(now, actor, AuditActions.UserPasswordChanged, person.UserName, details));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }
}
