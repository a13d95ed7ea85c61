using System.Security.Cryptography;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>The rules of a scope with what is known of the directory: the present names of their containers, the members of their groups.</summary>
/// <remarks>For one round of work: members are those of its beginning. Whoever came or went since is decided on in the next round.</remarks>
public sealed class EffectiveScope
{
    readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, IReadOnlySet<Guid>> _members = new(StringComparer.OrdinalIgnoreCase);

    EffectiveScope(ScopeRules rules)
    {
        Rules = rules;
        ObjectRules = ScopeRule.OfObjects(this);
        PasswordRules = ScopeRule.OfPasswords(this);
    }

    /// <summary>Everybody.</summary>
    public static EffectiveScope Everybody { get; } = Of(ScopeRules.Everybody);

    /// <summary>The rules.</summary>
    public ScopeRules Rules { get; }

    /// <summary>What decides about people, in order.</summary>
    internal IReadOnlyList<ScopeRule> ObjectRules { get; }

    /// <summary>What decides about passwords, in order.</summary>
    internal IReadOnlyList<ScopeRule> PasswordRules { get; }

    /// <summary>With the names that the rules were set by, and groups without members.</summary>
    public static EffectiveScope Of(ScopeRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new(rules);
    }

    /// <summary>With what the connector space knows.</summary>
    public static EffectiveScope Of(ScopeRules rules, ConnectorSpace space)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(space);
        var scope = new EffectiveScope(rules);
        foreach (var container in rules.Containers)
            scope._names[container] = ScopePins.NameOf(space, rules, container);
        foreach (var group in rules.Groups)
            scope._members[group] = ScopePins.GroupOf(space, rules, group) is { } guid ? space.GetAllMembers(guid) : new HashSet<Guid>();
        return scope;
    }

    /// <summary>The present names of containers that have another one than in the rules.</summary>
    public IReadOnlyDictionary<string, string> Renamed =>
        _names.Where(entry => !entry.Key.Equals(entry.Value, StringComparison.OrdinalIgnoreCase)).ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>What tells this from another: the rules, and what they mean at present.</summary>
    public string Digest
    {
        get
        {
            var names = Renamed.Select(entry => $"{entry.Key} is {entry.Value}");
            var members = _members.Select(entry => $"{entry.Key} has {DigestOf(entry.Value)}");
            return string.Join('\n', [Rules.Digest, .. names.Order(StringComparer.Ordinal), .. members.Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>The rule about containers that leaves out what has a distinguished name, person or group; null when it is meant.</summary>
    public string? FindPlaceExclusion(string distinguishedName)
    {
        ArgumentNullException.ThrowIfNull(distinguishedName);
        if (FindAbove(Rules.Exclude, distinguishedName) is { } excluded)
            return $"below {Describe(excluded)}, which is excluded";
        return Rules.Include.Count == 0 || FindAbove(Rules.Include, distinguishedName) is not null
            ? null
            : $"below none of the included containers ({Describe(Rules.Include)})";
    }

    /// <summary>A container was given another name: it is still meant.</summary>
    public void Rename(string from, string to)
    {
        foreach (var (given, present) in _names.ToList())
        {
            if (present.Equals(from, StringComparison.OrdinalIgnoreCase))
                _names[given] = to;
            else if (IsBelow(present, from))
                _names[given] = string.Concat(present.AsSpan(0, present.Length - from.Length), to);
        }
    }

    /// <summary>The present name of a container or group, for people.</summary>
    public string Describe(string given) =>
        _names.TryGetValue(given, out var present) && !present.Equals(given, StringComparison.OrdinalIgnoreCase) ? $"{present} (set as {given})" : given;

    /// <summary>Several of them.</summary>
    internal string Describe(IEnumerable<string> given) => string.Join("; ", given.Select(Describe));

    /// <summary>The first of the containers that a name is below of; null when it is below none.</summary>
    internal string? FindAbove(IReadOnlyList<string> containers, string name) => containers.FirstOrDefault(container => IsBelow(name, _names.GetValueOrDefault(container, container)));

    /// <summary>The first of the groups that somebody is in; null for none.</summary>
    internal string? FindGroup(IReadOnlyList<string> groups, ObjectState state) =>
        groups.FirstOrDefault(group => _members.TryGetValue(group, out var members) && members.Contains(state.ObjectGuid));

    static bool IsBelow(string name, string container)
    {
        var rest = name.Length - container.Length;
        return rest > 1 && name[rest - 1] == ',' && name.EndsWith(container, StringComparison.OrdinalIgnoreCase);
    }

    static string DigestOf(IReadOnlySet<Guid> members)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var member in members.Order())
            hash.AppendData(member.ToByteArray());
        return Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
