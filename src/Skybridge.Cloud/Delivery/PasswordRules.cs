using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>What becomes of a password: an older one never replaces a newer one, and a repeat changes nothing.</summary>
sealed class PasswordRules(TenantState tenant, DeliveryStamp stamp)
{
    /// <summary>Takes <paramref name="password"/>, and says in <paramref name="outcome"/> what that adds to it.</summary>
    public DeliveryOutcome Take(DeliveryOutcome outcome, PersonState? person, PasswordChange password)
    {
        if (person is null or { User.DeletedAt: not null })
            return Add(outcome, DeliveryStatus.NoTargetConnection, RefusalReasons.UnknownPerson, "The cloud does not know this person.");
        if (password.Version.Epoch > stamp.Epoch)
            return Refuse(outcome, RefusalReasons.InvalidValue, "The password's epoch is later than its batch's.");
        if (!IsNews(person.Credential?.Version, password))
            return outcome;
        if (password.Absent)
            return Void(outcome, person, password);

        if (!tenant.PasswordSync)
            return Refuse(outcome, RefusalReasons.PasswordSyncDisabled, "Password synchronization is off for this tenant.");
        if (password.MustChange && !tenant.ForcePasswordChange)
            return Add(
                outcome,
                DeliveryStatus.FilteredByTarget,
                null,
                "The person must change this password at next logon; the cloud keeps what it had.");
        if (password.Verifier is null)
            return outcome with { PasswordWanted = true };

        Store(person, password, password.Verifier);
        return outcome;
    }

    // The version alone decides. A password that was set in the cloud keeps the version it stands on, and so gives way to a newer one only,
    // unless an operator asks for this very person. That there is none any more may be told of the very version that was taken.
    static bool IsNews(PasswordVersion? stored, PasswordChange password)
    {
        if (stored is not { } version)
            return true;

        var order = password.Version.CompareTo(version);
        return order > 0 || (order == 0 && (password.Reassert || password.Absent));
    }

    // The version stays, so that a late, older password does not come back.
    DeliveryOutcome Void(DeliveryOutcome outcome, PersonState person, PasswordChange password)
    {
        if (person.Credential is { IsUsable: true } credential)
        {
            credential.Keep(null);
            credential.Source = PersonSource.Sync;
            credential.SetBy = null;
            credential.Version = password.Version;
            credential.MustChange = false;
            credential.ChangedAt = stamp.Now;
            person.CredentialChanged = true;
        }

        return outcome;
    }

    void Store(PersonState person, PasswordChange password, PasswordVerifier verifier)
    {
        var credential = person.Credential ??= new Credential
        {
            UserId = person.User.Id,
            Source = PersonSource.Sync,
            ChangedAt = stamp.Now,
        };
        credential.Keep(StoredVerifier.AsDelivered(verifier)); // Wrapped soon after: here it would hold up everybody behind.
        credential.Source = PersonSource.Sync;
        credential.SetBy = null;
        credential.Version = password.Version;
        credential.MustChange = password.MustChange;
        credential.ChangedAt = stamp.Now;
        credential.SynchronizedAt = stamp.Now;
        person.CredentialChanged = true;
    }

    static DeliveryOutcome Refuse(DeliveryOutcome outcome, string reason, string detail) =>
        Add(outcome, DeliveryStatus.Error, reason, detail) with { Permanent = true };

    // What stood in the person's own way is the more important reason; the other is told in the sentence.
    static DeliveryOutcome Add(DeliveryOutcome outcome, DeliveryStatus status, string? reason, string detail) =>
        outcome.Status == DeliveryStatus.Success
            ? outcome with { Status = status, Reason = reason, Detail = outcome.Detail is null ? detail : $"{outcome.Detail} {detail}" }
            : outcome with { Detail = $"{outcome.Detail} {detail}" };
}
