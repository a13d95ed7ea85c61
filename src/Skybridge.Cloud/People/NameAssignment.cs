using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>Gives synchronized people the names that their directory wants for them, as far as the tenant allows it.</summary>
sealed class NameAssignment(PeopleBook people, TenantRules tenant)
{
    /// <summary>Gives <paramref name="person"/> the name that their directory wants, or one in the tenant's own domain.</summary>
    /// <returns>Why not, as one of <see cref="RefusalReasons"/>; null when the person has the name. Nothing changes unless it is
    /// null.</returns>
    public async ValueTask<string?> AssignAsync(PersonState person, CancellationToken cancellationToken)
    {
        var wanted = person.User.OnPremisesUserName!;
        if (!tenant.IsVerified(UserNames.Suffix(wanted)))
            return await AssignGeneratedAsync(person, cancellationToken) ? null : RefusalReasons.NameTaken;

        var holder = await people.FindNameAsync(UserNames.Normalize(wanted), cancellationToken);
        if (holder is null || holder == person)
        {
            Take(person, wanted.Trim(), holder);
            return null;
        }

        if (holder.User.Source == PersonSource.Cloud)
            return RefusalReasons.NameTakenByCloudUser;

        return await DisplaceAsync(holder, person, wanted.Trim(), cancellationToken) ? null : RefusalReasons.NameTaken;
    }

    // Somebody who has a name that their directory does not want for them yields it: otherwise two people who exchanged their names would
    // wait
    // for each other for ever.
    async ValueTask<bool> DisplaceAsync(PersonState holder, PersonState successor, string name, CancellationToken cancellationToken)
    {
        if (holder.User.Administrator || holder.User.NormalizedOnPremisesUserName == holder.User.NormalizedUserName)
            return false;

        foreach (var next in NamesFor(holder))
        {
            var owner = await people.FindNameAsync(UserNames.Normalize(next), cancellationToken);
            if (owner is not null && owner != successor)
                continue;

            people.Rename(successor, name);
            people.Rename(holder, next);
            return true;
        }

        return false;
    }

    async ValueTask<bool> AssignGeneratedAsync(PersonState person, CancellationToken cancellationToken)
    {
        var names = UserNames.InInitialDomain(person.User.OnPremisesUserName!, person.User.Anchor!, tenant.InitialDomain);
        // Whoever has one of them keeps it, also when a better one has become free: people know their name.
        if (UserNames.Suffix(person.User.NormalizedUserName) == tenant.InitialDomain)
            names = names.OrderBy(name => UserNames.Normalize(name) == person.User.NormalizedUserName ? 0 : 1);
        foreach (var name in names)
        {
            var holder = await people.FindNameAsync(UserNames.Normalize(name), cancellationToken);
            if (holder is not null && holder != person)
                continue;

            Take(person, name, holder);
            return true;
        }

        return false;
    }

    IEnumerable<string> NamesFor(PersonState person)
    {
        var wanted = person.User.OnPremisesUserName!;
        if (tenant.IsVerified(UserNames.Suffix(wanted)))
            yield return wanted.Trim();
        foreach (var name in UserNames.InInitialDomain(wanted, person.User.Anchor!, tenant.InitialDomain))
            yield return name;
    }

    void Take(PersonState person, string name, PersonState? holder)
    {
        if (holder != person || person.User.UserName != name)
            people.Rename(person, name);
    }
}
