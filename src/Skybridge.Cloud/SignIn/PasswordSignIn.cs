using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Federation;
using Skybridge.Cloud.Hosting;
using Skybridge.Cloud.People;
using Skybridge.Contract;
using Skybridge.Cryptography;

namespace Skybridge.Cloud.SignIn;

/// <summary>Checks a name and a password. Whatever is wrong, the answer is the same, and takes the same time.</summary>
sealed class PasswordSignIn(
    CloudDbContext db,
    HomeRealm realm,
    SignInThrottle throttle,
    DeviceCookie devices,
    CloudHostOptions options,
    TimeProvider time,
    ILogger<PasswordSignIn> logger)
{
    // What is checked for somebody who has no password, so that it costs as much as for anybody else. Nothing matches it.
    static readonly PasswordVerifier Nobody = MakeNobody();

    /// <summary>Checks what a person typed, and lets them in when nothing is in the way.</summary>
    public async Task<SignInOutcome> CheckAsync(HttpContext context, string typedName, string password)
    {
        var outcome = await ProveAsync(context, typedName, password);
        if (outcome is not SignInOutcome.Proven(var person, var credential))
            return outcome;
        if (credential.MustChange)
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
        using (var attempt = await throttle.EnterAsync(context.Connection.RemoteIpAddress, account, device, context.RequestAborted))
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
        var isRight = IsRight(attempt, credential, password, isAllowed: person?.MaySignIn(time.GetUtcNow()) == true, out var beginsToWait);
        if (beginsToWait)
            await NoteSlowedAsync(context, person);
        return isRight ? new SignInOutcome.Proven(person!, credential!) : new SignInOutcome.Refused();
    }

    // The NT hash lives here and nowhere else in the cloud.
    static bool IsRight(SignInAttempt attempt, Credential? credential, string password, bool isAllowed, out bool beginsToWait)
    {
        using var hash = NtHash.FromPassword(password);
        var isUsable = PasswordVerifier.TryParse(credential?.Verifier, out var verifier) && password.Length <= CloudPassword.MaxLength;
        var matches = (isUsable ? verifier! : Nobody).Matches(hash) && isUsable;
        beginsToWait = false;
        if (matches && isAllowed)
        {
            attempt.Succeed();
            return true;
        }

        beginsToWait = attempt.Fail(hash);
        return false;
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

    static PasswordVerifier MakeNobody()
    {
        using var hash = new NtHash(System.Security.Cryptography.RandomNumberGenerator.GetBytes(NtHash.Size));
        return PasswordVerifier.Derive(hash);
    }
}
