using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>The people that one transaction works on, each once however found, read in few queries and written in bulk.</summary>
/// <remarks>
/// Only valid inside a transaction that keeps other writers out: it decides by what it read. Names that were asked for and belong to
/// nobody are remembered too.
/// </remarks>
sealed class PeopleBook(CloudDbContext db)
{
    readonly Dictionary<Guid, PersonState> _byId = [];
    readonly Dictionary<string, PersonState> _byAnchor = [];
    readonly Dictionary<string, PersonState?> _byName = [];

    /// <summary>Reads the people of these anchors, deleted ones too, with their credentials.</summary>
    public async Task LoadAsync(IReadOnlyCollection<string> anchors, CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking()
            .Where(user => user.Anchor != null && EF.Parameter(anchors).Contains(user.Anchor))
            .ToListAsync(cancellationToken);
        foreach (var user in users)
            Keep(user);

        await LoadCredentialsAsync(users, cancellationToken);
    }

    /// <summary>Reads who has these names.</summary>
    public async Task LoadNamesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var unknown = names.Where(name => !_byName.ContainsKey(name)).Distinct().ToList();
        if (unknown.Count == 0)
            return;

        var owners = await db.Users.AsNoTracking()
            .Where(user => user.DeletedAt == null && EF.Parameter(unknown).Contains(user.NormalizedUserName))
            .ToListAsync(cancellationToken);
        foreach (var user in owners)
            Keep(user);
        foreach (var name in unknown)
            _byName.TryAdd(name, null);
    }

    /// <summary>The person with this anchor among those that were loaded or added.</summary>
    public PersonState? Find(string anchor) => _byAnchor.GetValueOrDefault(anchor);

    /// <summary>Who has this name now, in this transaction.</summary>
    public async ValueTask<PersonState?> FindNameAsync(string normalizedName, CancellationToken cancellationToken)
    {
        if (!_byName.TryGetValue(normalizedName, out var owner))
        {
            await LoadNamesAsync([normalizedName], cancellationToken);
            owner = _byName[normalizedName];
        }

        return owner;
    }

    /// <summary>Adds a new person to those that will be written; who is there already stays.</summary>
    public void Add(PersonState person)
    {
        if (_byId.TryAdd(person.User.Id, person) && person.User.Anchor is not null)
            _byAnchor.Add(person.User.Anchor, person);
    }

    /// <summary>Gives a person a name that is free, and frees the old one.</summary>
    public void Rename(PersonState person, string name)
    {
        Release(person);
        person.User.UserName = name;
        person.User.NormalizedUserName = UserNames.Normalize(name);
        person.UserChanged = true;
        _byName[person.User.NormalizedUserName] = person;
    }

    /// <summary>Frees the name of a person who leaves, or is renamed.</summary>
    public void Release(PersonState person)
    {
        if (_byName.TryGetValue(person.User.NormalizedUserName, out var owner) && owner == person)
            _byName[person.User.NormalizedUserName] = null;
    }

    /// <summary>Writes everything that changed.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        // Two people may have exchanged names, or one got the name of another who left: what is given up to somebody is put aside before it
        // is taken.
        var yielding = _byId.Values.Where(person => person.GivenUpName is { } name && _byName.GetValueOrDefault(name) is not null);
        await PeopleWriter.ParkNamesAsync(db, yielding, cancellationToken);
        await PeopleWriter.WriteAsync(db, _byId.Values, cancellationToken);
    }

    void Keep(CloudUser user)
    {
        if (_byId.ContainsKey(user.Id))
            return;

        var state = new PersonState(user, isNew: false);
        _byId.Add(user.Id, state);
        if (user.Anchor is not null)
            _byAnchor.TryAdd(user.Anchor, state);
        if (user.DeletedAt is null)
            _byName[user.NormalizedUserName] = state;
    }

    async Task LoadCredentialsAsync(List<CloudUser> users, CancellationToken cancellationToken)
    {
        var ids = users.ConvertAll(user => user.Id);
        var credentials = await db.Credentials.AsNoTracking()
            .Where(credential => EF.Parameter(ids).Contains(credential.UserId))
            .ToListAsync(cancellationToken);
        foreach (var credential in credentials)
            _byId[credential.UserId].Credential = credential;
    }
}
