using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>What becomes of one change: the person first, then their password.</summary>
sealed class ChangeRules(PeopleBook people, TenantRules tenant, DeliveryStamp stamp)
{
    readonly PersonRules _persons = new(people, tenant, stamp);
    readonly PasswordRules _passwords = new(tenant.State, stamp);

    /// <summary>Decides in memory; nothing is written yet.</summary>
    public async ValueTask<DeliveryOutcome> ApplyAsync(DirectoryChange change, CancellationToken cancellationToken)
    {
        var anchor = change.Anchor;
        if (people.Find(anchor.Value) is { User.Administrator: true })
            return Outcomes.Protected(anchor);
        if (FindRival(change) is { } rival)
            return change.Removal is null ? Outcomes.AnchorTaken(anchor, rival) : Outcomes.Success(anchor);
        if (change is { Person: not null, Removal: not null })
            return Outcomes.Invalid(anchor, "A change cannot both deliver a person and remove them.");
        if (change.Removal is { } reason)
            return _persons.Remove(anchor, reason);

        var outcome = Outcomes.Success(anchor);
        if (change.Person is { } image)
            outcome = await _persons.TakeAsync(anchor, change.ObjectGuid, image, cancellationToken);
        if (change.Password is not { } password)
            return outcome;

        // Whoever is here gets the password also when their attributes were refused; for whoever is not, the refusal is the answer.
        var person = people.Find(anchor.Value);
        var isRefused = outcome.Status == DeliveryStatus.TargetNotExportedToDirectory && person is null or { User.DeletedAt: not null };
        return isRefused ? outcome : _passwords.Take(outcome, person, password);
    }

    // Two accounts with one anchor would take turns in being the person, each with its own password. The first one is, for as long as it is there.
    CloudUser? FindRival(DirectoryChange change) =>
        people.Find(change.Anchor.Value) is { User: { DeletedAt: null, ObjectGuid: { } guid } user } && guid != change.ObjectGuid ? user : null;
}
