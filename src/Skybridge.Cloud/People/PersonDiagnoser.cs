using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>Gathers what explains why one person does not get in. Reads only, and tells no verifier.</summary>
static class PersonDiagnoser
{
    /// <summary>What the cloud knows of the person who is asked about.</summary>
    public static async Task<PersonDiagnosis> DiagnoseAsync(CloudDbContext db, PersonQuery query, CancellationToken cancellationToken)
    {
        var anchor = query.Anchor.Value;
        var found = await db.Users.AsNoTracking()
            .Where(user => user.Anchor == anchor)
            .GroupJoin(
                db.Credentials.AsNoTracking(),
                user => user.Id,
                credential => credential.UserId,
                (user, credentials) => new { user, credentials })
            .SelectMany(pair => pair.credentials.DefaultIfEmpty(), (pair, credential) => new { pair.user, credential })
            .SingleOrDefaultAsync(cancellationToken);
        var namesake = query.UserName is null ? null : await FindNamesakeAsync(db, query.UserName, anchor, cancellationToken);
        if (found is null)
            return new PersonDiagnosis { Known = false, NameTakenBy = namesake };

        return new PersonDiagnosis
        {
            Known = true,
            UserName = found.user.UserName,
            Enabled = found.user.Enabled,
            Expires = found.user.Expires,
            Deleted = found.user.DeletedAt,
            Administrator = found.user.Administrator,
            Password = found.credential is { IsUsable: true } credential ? State(credential) : null,
            NameTakenBy = namesake,
        };
    }

    static CloudPasswordState State(Credential credential) => new()
    {
        Synchronized = credential.Source == PersonSource.Sync,
        At = credential.ChangedAt,
        By = credential.SetBy,
        Version = credential.Version,
        MustChange = credential.MustChange,
    };

    // The same two questions as at sign-in: whose cloud name it is; else, while its domain is not verified, whose directory's.
    static async Task<string?> FindNamesakeAsync(CloudDbContext db, string typed, string anchor, CancellationToken cancellationToken)
    {
        var (name, suffix) = (UserNames.Normalize(typed), UserNames.Suffix(typed));
        if (!UserNames.IsText(name))
            return null; // Nobody can have it.

        var others = db.Users.AsNoTracking().Where(user => user.DeletedAt == null && (user.Anchor == null || user.Anchor != anchor));
        var holder = await others.SingleOrDefaultAsync(user => user.NormalizedUserName == name, cancellationToken);
        if (holder is not null)
            return Describe(holder);
        if (await db.Domains.AnyAsync(domain => domain.Name == suffix && domain.VerifiedAt != null, cancellationToken))
            return null;

        var rival = await others
            .Where(user => user.Source == PersonSource.Sync && user.NormalizedOnPremisesUserName == name)
            .OrderBy(user => user.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return rival is null ? null : Describe(rival);
    }

    static string Describe(CloudUser user) => user.Source == PersonSource.Cloud
        ? $"{user.UserName}, who exists only in the cloud"
        : $"{user.UserName}, synchronized from {user.DistinguishedName} (anchor {user.Anchor})";
}
