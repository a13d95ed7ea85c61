using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.Hosting;
using Skybridge.Cloud.People;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>Checks a name and a password. Whatever is wrong, the answer is the same, and takes the same time.</summary>
sealed class PasswordSignIn(
    CloudDbContext db,
    HomeRealm realm,
    SignInThrottle throttle,
    DeviceCookie devices,
    DerivationTurns turns,
    VerifierHardener hardener,
    OuterHashParameters parameters,
    CloudHostOptions options,
    TimeProvider time,
    ILogger<PasswordSignIn> logger)
{
    /// <summary>Checks what a person typed, and lets them in when nothing is in the way.</summary>
    public async Task<SignInOutcome> CheckAsync(HttpContext context, string typedName, string password)
    {
        var outcome = await ProveAsync(context, typedName, password);
        if (outcome is not SignInOutcome.Proven(var person, var credential))
            return outcome;
        if ((await PasswordPolicy.ReadAsync(db, context.RequestAborted)).MustChange(person, credential, time.GetUtcNow()))
            return new SignInOutcome.MustChange();

        await LetInAsync(context, person);
        return new SignInOutcome.SignedIn(person);
    }

    /// <summary>Checks what a person typed, and lets nobody in yet.</summary>
    public async Task<SignInOutcome> ProveAsync(HttpContext context, string typedName, string password)
    {
        var started = time.GetTimestamp();
        var person = await PersonFinder.FindAsync(db, typedName, context.RequestAborted);
        if (await realm.FindDomainAsync(person?.UserName ?? typedName, context.RequestAborted) is { } domain)
            return new SignInOutcome.Elsewhere(domain);

        var device = person is null ? null : devices.Find(context, person.Id);
        var account = person is null ? $"nobody {UserNames.Normalize(typedName)}" : $"person {person.Id}";

        SignInOutcome outcome;
        await using (var attempt = await throttle.EnterAsync(context.Connection.RemoteIpAddress, account, device, context.RequestAborted))
        {
            if (attempt.Wait > TimeSpan.Zero)
                return new SignInOutcome.Slowed(attempt.Wait);

            outcome = await ProveAsync(context, attempt, person, password);
        }

        if (outcome is SignInOutcome.Refused)
            await WaitForFloorAsync(started, context.RequestAborted);
        return outcome;
    }

    /// <summary>Notes that somebody who proved who they are is let in, and that they know this device.</summary>
    public async Task LetInAsync(HttpContext context, CloudUser person)
    {
        var address = ("address", Address(context));
        await NoteAsync(Audit.Entry(time.GetUtcNow(), $"user:{person.Id}", AuditActions.UserSignedIn, person.UserName, address));
        devices.Remember(context, person.Id);
    }

    async Task<SignInOutcome> ProveAsync(HttpContext context, SignInAttempt attempt, CloudUser? person, string password)
    {
        var credential = person is null
            ? null
            : await db.Credentials.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == person.Id, context.RequestAborted);
        using var turn = await turns.TryEnterAsync(context.RequestAborted);
        if (turn is null)
            return new SignInOutcome.Busy();

        // The NT hash lives here and nowhere else in the cloud.
        using var hash = NtHash.FromPassword(password);
        var proven = TypedPassword.Check(credential?.Verifier, hash, password.Length, parameters);
        if (proven is null || person?.MaySignIn(time.GetUtcNow()) != true)
        {
            if (attempt.Fail(hash))
                await NoteSlowedAsync(context, person);
            return new SignInOutcome.Refused();
        }

        attempt.Succeed();
        await hardener.WrapAsync(db, credential!, proven, context.RequestAborted);
        return new SignInOutcome.Proven(person, credential!);
    }

    async Task NoteSlowedAsync(HttpContext context, CloudUser? person)
    {
        logger.AccountSlowed(person?.Id, AccountCounter.FreeTries);
        // Of a name that is nobody's, only that there was one: what was typed into the wrong field may be a password.
        var entry = Audit.Entry(
            time.GetUtcNow(),
            "sign-in",
            AuditActions.AccountSlowed,
            person?.UserName,
            ("address", Address(context)),
            ("known", person is null ? "no" : "yes"));
        await NoteAsync(entry);
    }

    async Task NoteAsync(AuditEntry entry)
    {
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(); // Also when the browser has gone: whoever hangs up is recorded all the same.
    }

    // Up to the next whole multiple, so that a check that took longer than the floor shows no more than which multiple it was.
    async Task WaitForFloorAsync(long started, CancellationToken cancellationToken)
    {
        if (options.FailureFloor <= TimeSpan.Zero)
            return;

        var elapsed = time.GetElapsedTime(started);
        var floor = options.FailureFloor * (Math.Floor(elapsed / options.FailureFloor) + 1);
        await Task.Delay(floor - elapsed, time, cancellationToken);
    }

    static string? Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}
