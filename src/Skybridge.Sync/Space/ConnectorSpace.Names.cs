namespace Skybridge.Sync.Space;

/// <content>Names that are nearly the one that somebody typed.</content>
public sealed partial class ConnectorSpace
{
    const int MaxCandidates = 5000;
    const int MaxDistance = 2;

    /// <summary>The security identifier of an account by any of its names; null where there is no space yet, or nobody of that name.</summary>
    public static string? FindSid(string path, string account, TimeProvider time)
    {
        if (!File.Exists(path))
            return null;

        using var space = OpenReadOnly(path, time);
        return space.Search(account).FirstOrDefault(state => !state.IsDeleted)?.Sid;
    }

    /// <summary>User principal names (or sAMAccountNames) of living people that differ from <paramref name="text"/> in a letter or two, or begin with it; the nearest first.</summary>
    public IReadOnlyList<string> Suggest(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        var typed = LocalPart(text);
        if (typed.Length < 2)
            return [];

        // Whoever mistypes a name mostly gets its first or its last letters right.
        List<(string Name, string Sam)> candidates;
        lock (Gate)
        {
            candidates = Query(
                $"""
                SELECT coalesce(upn, sam), sam FROM object
                WHERE deleted = 0 AND kind = {(int)ObjectKind.User} AND sam IS NOT NULL
                  AND (substr(sam, 1, 2) = substr($text, 1, 2) COLLATE NOCASE OR substr(sam, -2) = substr($text, -2) COLLATE NOCASE
                       OR substr(upn, 1, 2) = substr($text, 1, 2) COLLATE NOCASE)
                LIMIT {MaxCandidates}
                """,
                row => (row.GetString(0), row.GetString(1)),
                ("$text", typed));
        }

        return
        [
            .. candidates
                .Select(candidate => (candidate.Name, Distance: Math.Min(Distance(typed, LocalPart(candidate.Name)), Distance(typed, candidate.Sam))))
                .Where(candidate => candidate.Distance <= MaxDistance)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
                .Take(limit)
                .Select(candidate => candidate.Name),
        ];
    }

    static string LocalPart(string name)
    {
        var text = name[(name.LastIndexOf('\\') + 1)..];
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return (at > 0 ? text[..at] : text).Trim().ToUpperInvariant();
    }

    // The edit distance of Levenshtein, and 1 for a beginning.
    static int Distance(string typed, string other)
    {
        var name = other.ToUpperInvariant();
        if (name.StartsWith(typed, StringComparison.Ordinal))
            return 1;

        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= typed.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= name.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (typed[i - 1] == name[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
