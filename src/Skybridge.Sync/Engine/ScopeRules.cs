using System.Text.Json.Serialization;

namespace Skybridge.Sync.Engine;

/// <summary>Who of a domain is meant, and whose password, beside the rules that always hold. Immutable.</summary>
public sealed record ScopeRules
{
    /// <summary>Everybody.</summary>
    public static ScopeRules Everybody { get; } = new();

    /// <summary>Distinguished names of containers: only people below one of them are meant. None for the whole domain.</summary>
    public IReadOnlyList<string> Include { get => field ?? []; init; }

    /// <summary>Distinguished names of containers: nobody below one of them is meant, whatever is included.</summary>
    public IReadOnlyList<string> Exclude { get => field ?? []; init; }

    /// <summary>Distinguished names of groups: only their members are meant, also those of groups within them. None for everybody.</summary>
    public IReadOnlyList<string> IncludeGroups { get => field ?? []; init; }

    /// <summary>Distinguished names of groups: none of their members is meant.</summary>
    public IReadOnlyList<string> ExcludeGroups { get => field ?? []; init; }

    /// <summary>Conditions on attributes: all of them must hold.</summary>
    public IReadOnlyList<AttributeFilter> Filters { get => field ?? []; init; }

    /// <summary>sAMAccountNames or user principal names of people who are meant, but not their passwords.</summary>
    public IReadOnlyList<string> ExcludePasswords { get => field ?? []; init; }

    /// <summary>Distinguished names of groups: their members are meant, but not their passwords.</summary>
    public IReadOnlyList<string> ExcludePasswordGroups { get => field ?? []; init; }

    /// <summary>Conditions on attributes: whoever meets one is meant, but not the password.</summary>
    public IReadOnlyList<AttributeFilter> ExcludePasswordFilters { get => field ?? []; init; }

    /// <summary>sAMAccountNames or user principal names: with this or another list of included passwords, no other passwords are meant.</summary>
    public IReadOnlyList<string> IncludePasswords { get => field ?? []; init; }

    /// <summary>Distinguished names of groups whose members' passwords are meant; see <see cref="IncludePasswords"/>.</summary>
    public IReadOnlyList<string> IncludePasswordGroups { get => field ?? []; init; }

    /// <summary>Conditions on attributes: the passwords of those who meet one are meant; see <see cref="IncludePasswords"/>.</summary>
    public IReadOnlyList<AttributeFilter> IncludePasswordFilters { get => field ?? []; init; }

    /// <summary>The <c>objectGUID</c> of the containers and groups that were known when the rules were set: they are meant whatever they are called later.</summary>
    public IReadOnlyDictionary<string, Guid> Identifiers { get => field ?? EmptyIdentifiers; init; }

    /// <summary>Whether only listed passwords are meant, rather than all but listed ones.</summary>
    [JsonIgnore]
    public bool IncludesPasswords => IncludePasswords.Count + IncludePasswordGroups.Count + IncludePasswordFilters.Count > 0;

    /// <summary>Whether listed passwords are left out.</summary>
    [JsonIgnore]
    public bool ExcludesPasswords => ExcludePasswords.Count + ExcludePasswordGroups.Count + ExcludePasswordFilters.Count > 0;

    /// <summary>Every container that a rule names.</summary>
    [JsonIgnore]
    public IEnumerable<string> Containers => Include.Concat(Exclude);

    /// <summary>Every group that a rule names.</summary>
    [JsonIgnore]
    public IEnumerable<string> Groups => IncludeGroups.Concat(ExcludeGroups).Concat(ExcludePasswordGroups).Concat(IncludePasswordGroups);

    /// <summary>Every attribute that a rule names.</summary>
    [JsonIgnore]
    public IEnumerable<string> Attributes => Filters.Concat(ExcludePasswordFilters).Concat(IncludePasswordFilters).Select(filter => filter.Attribute);

    /// <summary>What tells one set of rules from another.</summary>
    [JsonIgnore]
    public string Digest => string.Join(
        '\n',
        [
            .. Include.Select(name => $"+{name}"),
            .. Exclude.Select(name => $"-{name}"),
            .. ExcludePasswords.Select(name => $"*{name}"),
            .. IncludeGroups.Select(name => $"+g {name}"),
            .. ExcludeGroups.Select(name => $"-g {name}"),
            .. Filters.Select(filter => $"f {filter}"),
            .. ExcludePasswordGroups.Select(name => $"*-g {name}"),
            .. ExcludePasswordFilters.Select(filter => $"*-f {filter}"),
            .. IncludePasswords.Select(name => $"*+{name}"),
            .. IncludePasswordGroups.Select(name => $"*+g {name}"),
            .. IncludePasswordFilters.Select(filter => $"*+f {filter}"),
            .. Identifiers.OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => $"= {entry.Key} {entry.Value}"),
        ]);

    static IReadOnlyDictionary<string, Guid> EmptyIdentifiers { get; } = new Dictionary<string, Guid>();

    /// <summary>What no agent can work with; null when there is nothing.</summary>
    public string? FindFault() =>
        IncludesPasswords && ExcludesPasswords ? "Passwords are either included or excluded by the scope, not both." : null;
}
