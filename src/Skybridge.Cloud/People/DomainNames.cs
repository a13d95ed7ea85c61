using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>Gives people the names that their directory wants for them, when their domain has become verified.</summary>
static class DomainNames
{
    const int AtOnce = 1000;

    /// <summary>Renames everybody of <paramref name="domain"/> who has a name of the tenant's own, in the caller's transaction.</summary>
    public static async Task<DomainRenaming> ApplyAsync(CloudDbContext db, string domain, CancellationToken cancellationToken)
    {
        var suffix = $"@{domain}";
        var anchors = await db.Users
            .Where(user => user.DeletedAt == null && user.Source == PersonSource.Sync && !user.Administrator && user.Anchor != null)
            .Where(
                user => user.NormalizedOnPremisesUserName!.EndsWith(suffix) && user.NormalizedUserName != user.NormalizedOnPremisesUserName)
            .OrderBy(user => user.Id)
            .Select(user => user.Anchor!)
            .ToListAsync(cancellationToken);

        var tenant = await TenantReader.ReadAsync(db, "", cancellationToken);
        var kept = new List<KeptName>();
        foreach (var part in anchors.Chunk(AtOnce))
            kept.AddRange(await RenameAsync(db, part, tenant, cancellationToken));
        return new DomainRenaming(anchors.Count - kept.Count, kept);
    }

    static async Task<IReadOnlyList<KeptName>> RenameAsync(
        CloudDbContext db,
        string[] anchors,
        TenantRules tenant,
        CancellationToken cancellationToken)
    {
        var people = new PeopleBook(db);
        await people.LoadAsync(anchors, cancellationToken);
        var names = new NameAssignment(people, tenant);
        var kept = new List<KeptName>();
        foreach (var person in anchors.Select(people.Find).OfType<PersonState>())
        {
            if (await names.AssignAsync(person, cancellationToken) is { } reason)
                kept.Add(new KeptName(person.User.UserName, person.User.OnPremisesUserName!, reason));
        }

        await people.WriteAsync(cancellationToken);
        return kept;
    }
}

/// <summary>How many people got their own name, and who did not.</summary>
sealed record DomainRenaming(int Renamed, IReadOnlyList<KeptName> Kept);

/// <summary>Somebody who keeps the name that they have, and why.</summary>
sealed record KeptName(string UserName, string Wanted, string Reason);
