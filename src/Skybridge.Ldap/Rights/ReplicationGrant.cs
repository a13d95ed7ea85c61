namespace Skybridge.Ldap.Rights;

/// <summary>Gives an account the rights to replicate on a naming context, and takes back exactly what it gave.</summary>
/// <remarks>
/// Only the access list is read and written (SD_FLAGS), and within it only entries are added, in front of the inherited ones, as the
/// canonical order wants: denials stay first, and everybody else's entries keep their bytes and their places.
/// </remarks>
/// <param name="namingContext">The naming context's distinguished name.</param>
public sealed class ReplicationGrant(string namingContext)
{
    /// <summary>DS-Replication-Get-Changes.</summary>
    public static readonly Guid Changes = new("1131f6aa-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>DS-Replication-Get-Changes-All.</summary>
    public static readonly Guid ChangesAll = new("1131f6ad-9c07-11d1-f79f-00c04fc2dcd2");

    readonly List<byte[]> _added = [];

    /// <summary>Whether anything was added that <see cref="TakeBackAsync"/> would remove.</summary>
    public bool HasAdded => _added.Count > 0;

    /// <summary>Adds the rights that an account does not have by its own name.</summary>
    /// <param name="connection">An administrator's.</param>
    /// <param name="sid">The account's security identifier as bytes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Which were added.</returns>
    /// <exception cref="LdapException">The server refused.</exception>
    /// <exception cref="InvalidDataException">The access list is of a form that is not known; nothing was changed.</exception>
    public async Task<IReadOnlyList<Guid>> AddAsync(LdapConnection connection, ReadOnlyMemory<byte> sid, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var before = SecurityDescriptor.Read(await connection.ReadAccessListAsync(namingContext, cancellationToken).ConfigureAwait(false));
        Guid[] missing = [.. new[] { Changes, ChangesAll }.Where(right => !before.Entries.Any(entry => AccessEntry.Allows(entry, right, sid.Span)))];
        if (missing.Length == 0)
            return [];

        var entries = missing.Select(right => AccessEntry.Allow(right, sid.Span)).ToList();
        var place = before.Entries.TakeWhile(entry => !AccessEntry.IsInherited(entry)).Count();
        var after = before.With([.. before.Entries.Take(place), .. entries, .. before.Entries.Skip(place)]);
        // Noted first: whether a write that was cut off has been done is found out when it is taken back.
        _added.AddRange(entries);
        await connection.WriteAccessListAsync(namingContext, after.ToBytes(), cancellationToken).ConfigureAwait(false);
        return missing;
    }

    /// <summary>Removes what <see cref="AddAsync"/> added, as far as it is still there.</summary>
    public async Task TakeBackAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (_added.Count == 0)
            return;

        var now = SecurityDescriptor.Read(await connection.ReadAccessListAsync(namingContext, cancellationToken).ConfigureAwait(false));
        var kept = now.Entries.ToList();
        foreach (var entry in _added)
        {
            var at = kept.FindLastIndex(other => other.AsSpan().SequenceEqual(entry));
            if (at >= 0)
                kept.RemoveAt(at);
        }

        if (kept.Count != now.Entries.Count)
            await connection.WriteAccessListAsync(namingContext, now.With(kept).ToBytes(), cancellationToken).ConfigureAwait(false);
        _added.Clear();
    }
}
