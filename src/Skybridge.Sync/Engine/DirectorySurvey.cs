using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>A container of a domain, with how many people are directly in it.</summary>
/// <param name="DistinguishedName">Its distinguished name.</param>
/// <param name="People">People directly in it, not further below.</param>
public sealed record SurveyedContainer(string DistinguishedName, int People);

/// <summary>How many people of a domain are where, and what they are called: read once by replication, without any secret.</summary>
public sealed class DirectorySurvey
{
    // By attribute, and by the container that people are directly in.
    readonly Dictionary<string, Dictionary<string, Dictionary<string, int>>> _suffixes =
        UserNames.Common.ToDictionary(attribute => attribute, _ => new Dictionary<string, Dictionary<string, int>>(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    readonly HashSet<string> _containers = new(StringComparer.OrdinalIgnoreCase);
    readonly string _root;

    DirectorySurvey(string root) => _root = root;

    /// <summary>Containers and the domain itself, parents before what is below them.</summary>
    public IReadOnlyList<SurveyedContainer> Containers { get; private set; } = [];

    /// <summary>People of the whole domain.</summary>
    public int People { get; private set; }

    /// <summary>Reads a connected domain controller's domain.</summary>
    /// <param name="directory">Connected.</param>
    /// <param name="domain">The domain's names.</param>
    /// <param name="progress">Hears how many objects were read.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<DirectorySurvey> TakeAsync(IDirectoryConnector directory, DirectoryIdentity domain, Action<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(progress);
        var survey = new DirectorySurvey(domain.NamingContext.DistinguishedName);
        var read = 0;
        await foreach (var page in directory.ReadChangesAsync(cursor: null, withSecrets: false, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var found in page.Objects)
                    survey.Note(found, domain);
                progress(read += page.Objects.Count);
            }
        }

        survey.Sort();
        return survey;
    }

    /// <summary>How many people rules mean.</summary>
    public int CountPeople(ScopeRules rules) => Suffixes(rules, UserNames.Usual).Sum(suffix => suffix.People);

    /// <summary>The suffixes of user names of the people whom rules mean, the most frequent first.</summary>
    /// <param name="rules">Who is meant.</param>
    /// <param name="attribute">What they are called by: one of <see cref="UserNames.Common"/>; for another the user principal name is taken.</param>
    public IReadOnlyList<(string Suffix, int People)> Suffixes(ScopeRules rules, string attribute)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var scope = EffectiveScope.Of(rules);
        foreach (var (_, suffixes) in SuffixesOf(attribute).Where(entry => scope.FindPlaceExclusion($"CN=somebody,{entry.Key}") is null))
        {
            foreach (var (suffix, people) in suffixes)
                counts[suffix] = counts.GetValueOrDefault(suffix) + people;
        }

        return [.. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value))];
    }

    /// <summary>The container that an object is in: what follows the first comma that is none of its name's.</summary>
    public static string ParentOf(string distinguishedName)
    {
        ArgumentNullException.ThrowIfNull(distinguishedName);
        for (var i = 0; i < distinguishedName.Length; i++)
        {
            if (distinguishedName[i] == '\\')
                i++;
            else if (distinguishedName[i] == ',')
                return distinguishedName[(i + 1)..];
        }

        return "";
    }

    void Note(ReplicatedObject found, DirectoryIdentity domain)
    {
        if (ObjectMerger.Merge(null, found, isWhole: true, hasSecrets: false) is not { IsDeleted: false } state)
            return;
        if (state.Kind == ObjectKind.Container)
            _containers.Add(state.DistinguishedName);
        if (!SyncScope.IsPerson(state))
            return;

        People++;
        var parent = ParentOf(state.DistinguishedName);
        foreach (var (attribute, places) in _suffixes)
        {
            var name = UserNames.Of(state, attribute, domain.DnsName);
            var suffix = name[(name.LastIndexOf('@') + 1)..].ToLowerInvariant();
            if (!places.TryGetValue(parent, out var counts))
                places[parent] = counts = new(StringComparer.OrdinalIgnoreCase);
            counts[suffix] = counts.GetValueOrDefault(suffix) + 1;
        }
    }

    Dictionary<string, Dictionary<string, int>> SuffixesOf(string attribute) => _suffixes.GetValueOrDefault(attribute) ?? _suffixes[UserNames.Usual];

    // Everything that has people below it, and every organizational unit: somebody may come to be in it.
    void Sort()
    {
        var people = SuffixesOf(UserNames.Usual);
        var shown = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { _root };
        foreach (var name in _containers.Where(name => name.StartsWith("OU=", StringComparison.OrdinalIgnoreCase)).Concat(people.Keys))
        {
            for (var at = name; at.Length > _root.Length && shown.Add(at);)
                at = ParentOf(at);
        }

        Containers = [.. shown
            .Where(name => name.EndsWith(_root, StringComparison.OrdinalIgnoreCase))
            .OrderBy(PathOf, StringComparer.OrdinalIgnoreCase)
            .Select(name => new SurveyedContainer(name, people.TryGetValue(name, out var counts) ? counts.Values.Sum() : 0))];
    }

    // From the root down, so that an ordinary sort puts parents first.
    string PathOf(string name)
    {
        var parts = new Stack<string>();
        for (var at = name; at.Length > _root.Length; at = ParentOf(at))
            parts.Push(at[..(at.Length - ParentOf(at).Length)]);
        return string.Join('\u0001', parts);
    }
}
