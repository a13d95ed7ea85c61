using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>Which people somebody asks for.</summary>
sealed record PeopleFilter
{
    /// <summary>Where they come from; null for anywhere.</summary>
    public PersonSource? Source { get; init; }

    /// <summary>A part of the user name.</summary>
    public string? Search { get; init; }

    /// <summary>The source anchor.</summary>
    public string? Anchor { get; init; }

    public bool Disabled { get; init; }

    public bool Administrators { get; init; }

    public bool WithoutPassword { get; init; }

    /// <summary>Those who left, instead of those who are here.</summary>
    public bool Deleted { get; init; }

    /// <summary>Those people, in no particular order.</summary>
    public IQueryable<CloudUser> Apply(CloudDbContext db)
    {
        var query = db.Users.AsNoTracking().Where(user => user.DeletedAt != null == Deleted);
        if (Source is { } source)
            query = query.Where(user => user.Source == source);
        if (Search is not null)
        {
            var part = UserNames.Normalize(Search);
            query = query.Where(user => user.NormalizedUserName.Contains(part));
        }

        if (Anchor is not null)
            query = query.Where(user => user.Anchor == Anchor);
        if (Disabled)
            query = query.Where(user => !user.Enabled);
        if (Administrators)
            query = query.Where(user => user.Administrator);
        return WithoutPassword ? query.Where(user => !db.Credentials.Any(credential => credential.UserId == user.Id && credential.Verifier != "")) : query;
    }

    /// <summary>Finds one person by user name, source anchor or identifier; a living one before one who left.</summary>
    public static async Task<CloudUser?> FindAsync(CloudDbContext db, string text, CancellationToken cancellationToken)
    {
        var name = UserNames.Normalize(text);
        Guid? id = Guid.TryParse(text, out var parsed) ? parsed : null;
        return await db.Users
            .Where(user => user.NormalizedUserName == name || user.Anchor == text || user.Id == id)
            .OrderBy(user => user.DeletedAt != null)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
