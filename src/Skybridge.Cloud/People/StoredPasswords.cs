using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Contract;

namespace Skybridge.Cloud.People;

/// <summary>The passwords of some people as they are stored, to be compared with what the source directory holds. Never written.</summary>
sealed class StoredPasswords
{
    readonly Dictionary<string, Credential> _byAnchor;

    StoredPasswords(Dictionary<string, Credential> byAnchor) => _byAnchor = byAnchor;

    /// <summary>Reads those of everybody who is here and has one.</summary>
    public static async Task<StoredPasswords> ReadAsync(
        CloudDbContext db,
        IEnumerable<SourceAnchor> anchors,
        CancellationToken cancellationToken)
    {
        var values = anchors.Select(anchor => anchor.Value).Distinct().ToList();
        // One statement, so that a person and their password are of the same moment.
        var rows = await db.Users.AsNoTracking()
            .Where(user => user.DeletedAt == null && user.Anchor != null && EF.Parameter(values).Contains(user.Anchor))
            .Join(
                db.Credentials.AsNoTracking(),
                user => user.Id,
                credential => credential.UserId,
                (user, credential) => new { user.Anchor, credential })
            .ToListAsync(cancellationToken);
        return new StoredPasswords(rows.ToDictionary(row => row.Anchor!, row => row.credential));
    }

    /// <summary>The salt of a synchronized password; null when there is none.</summary>
    public VerifierSalt? GetSalt(SourceAnchor anchor) =>
        _byAnchor.GetValueOrDefault(anchor.Value) is { Source: PersonSource.Sync } credential
        && StoredVerifier.TryParse(credential.Verifier, out var stored)
            ? stored.Salt
            : null;

    /// <summary>How a stored password compares with a candidate; may cost a derivation.</summary>
    /// <remarks>
    /// A candidate with another salt, or none, was made before the stored password was taken: nobody can say that they are the same, and
    /// so they are not. Whoever asks again, from the salt on, gets the answer for the one that is stored now.
    /// </remarks>
    public MatchResult Compare(MatchCandidate candidate)
    {
        // What cannot be read signs nobody in, like none.
        if (_byAnchor.GetValueOrDefault(candidate.Anchor.Value) is not { } credential
            || !StoredVerifier.TryParse(credential.Verifier, out var stored))
        {
            return MatchResult.Missing;
        }

        if (credential.Source == PersonSource.Cloud)
            return MatchResult.Overridden;
        return candidate.Verifier is not null && stored.Matches(candidate.Verifier) ? MatchResult.InSync : MatchResult.Stale;
    }
}
