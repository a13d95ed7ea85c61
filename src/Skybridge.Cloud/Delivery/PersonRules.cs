using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>What becomes of a person's attributes and of their removal.</summary>
sealed class PersonRules(PeopleBook people, TenantRules tenant, DeliveryStamp stamp)
{
    readonly NameAssignment _names = new(people, tenant);

    /// <summary>Takes the attributes. A person who is here and does not get their name still gets everything else.</summary>
    public async ValueTask<DeliveryOutcome> TakeAsync(
        SourceAnchor anchor,
        Guid objectGuid,
        PersonImage image,
        CancellationToken cancellationToken)
    {
        var person = people.Find(anchor.Value);
        if (person is not null && stamp.IsOlderThan(person.User))
            return Outcomes.Success(anchor) with { UserName = person.User.UserName };

        var isHere = person is { User.DeletedAt: null };
        if (PersonValues.FindInvalid(image) is { } invalid)
        {
            if (isHere)
                PersonValues.TakeAccess(person!, image);
            return Outcomes.Invalid(anchor, $"The value of {invalid} is empty, too long, or has control characters.");
        }

        person ??= NewPerson(anchor);
        Want(person, image.UserName);
        var refusal = await _names.AssignAsync(person, cancellationToken);
        if (refusal is not null && !isHere)
            return Outcomes.Refused(anchor, DeliveryStatus.TargetNotExportedToDirectory, refusal, $"The name {image.UserName} is taken.");

        people.Add(person);
        ComeBack(person, objectGuid);
        PersonValues.Take(person, image, objectGuid, stamp);
        stamp.Put(person);
        return refusal is null ? Named(anchor, person) : NotNamed(anchor, person, refusal);
    }

    /// <summary>Takes a person away for as long as they stay away; after 30 days for good.</summary>
    public DeliveryOutcome Remove(SourceAnchor anchor, RemovalReason reason)
    {
        var person = people.Find(anchor.Value);
        if (person is null || stamp.IsOlderThan(person.User))
            return Outcomes.Success(anchor);

        if (person.User.DeletedAt is null)
        {
            people.Release(person);
            person.User.DeletedAt = stamp.Now;
            person.User.DeletionReason = reason;
            person.UserChanged = true;
        }

        stamp.Put(person);
        return Outcomes.Success(anchor);
    }

    PersonState NewPerson(SourceAnchor anchor)
    {
        var user = new CloudUser
        {
            Id = Guid.CreateVersion7(stamp.Now),
            Source = PersonSource.Sync,
            Anchor = anchor.Value,
            UserName = "",
            NormalizedUserName = "",
            CreatedAt = stamp.Now,
        };
        return new PersonState(user, isNew: true);
    }

    static void Want(PersonState person, string name)
    {
        if (person.User.OnPremisesUserName == name)
            return;

        person.User.OnPremisesUserName = name;
        person.User.NormalizedOnPremisesUserName = UserNames.Normalize(name);
        person.UserChanged |= person.User.DeletedAt is null;
    }

    void ComeBack(PersonState person, Guid objectGuid)
    {
        if (person.User.DeletedAt is null)
            return;

        // As another account, moved from elsewhere: the password is that one's own, and its stamps tell of another object.
        if (person is { User.ObjectGuid: { } before, Credential: { } credential } && before != objectGuid)
        {
            credential.Forget(stamp.Now);
            person.CredentialChanged = true;
        }

        person.User.DeletedAt = null;
        person.User.DeletionReason = null;
        person.UserChanged = true;
    }

    DeliveryOutcome Named(SourceAnchor anchor, PersonState person)
    {
        var suffix = UserNames.Suffix(person.User.OnPremisesUserName!);
        var what = suffix.Length == 0 ? "A name without a domain" : suffix;
        var name = person.User.UserName;
        var detail = tenant.IsVerified(suffix) ? null : $"{what} is not a verified domain of the tenant: the name is {name}.";
        return Outcomes.Success(anchor) with { UserName = name, Detail = detail };
    }

    static DeliveryOutcome NotNamed(SourceAnchor anchor, PersonState person, string refusal) =>
        Outcomes.Refused(
            anchor,
            DeliveryStatus.Error,
            refusal,
            $"The name {person.User.OnPremisesUserName} is taken: the person keeps {person.User.UserName}, everything else was taken.") with
        {
            UserName = person.User.UserName,
        };
}
