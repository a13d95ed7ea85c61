using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>The scope of a domain.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Include">The containers that are meant; none for all.</param>
/// <param name="Exclude">The containers that are not.</param>
/// <param name="ExcludePasswords">The people whose passwords are not.</param>
sealed record ScopeReport(string Domain, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, IReadOnlyList<string> ExcludePasswords)
{
    /// <summary>The groups whose members are meant; none for everybody.</summary>
    public IReadOnlyList<string> IncludeGroups { get; init; } = [];

    /// <summary>The groups whose members are not.</summary>
    public IReadOnlyList<string> ExcludeGroups { get; init; } = [];

    /// <summary>What attributes must be like, as <c>--filter</c> takes it.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>The groups whose members' passwords are not meant.</summary>
    public IReadOnlyList<string> ExcludePasswordGroups { get; init; } = [];

    /// <summary>The conditions under which passwords are not meant.</summary>
    public IReadOnlyList<string> ExcludePasswordFilters { get; init; } = [];

    /// <summary>The people whose passwords alone are meant.</summary>
    public IReadOnlyList<string> IncludePasswords { get; init; } = [];

    /// <summary>The groups whose members' passwords alone are meant.</summary>
    public IReadOnlyList<string> IncludePasswordGroups { get; init; } = [];

    /// <summary>The conditions under which alone passwords are meant.</summary>
    public IReadOnlyList<string> IncludePasswordFilters { get; init; } = [];

    /// <summary>Containers and groups that have another name now than when the rules were set, by the former.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>The rules as they are printed.</summary>
    public static ScopeReport Of(string domain, ScopeRules rules, IReadOnlyDictionary<string, string> renamed) => new(domain, rules.Include, rules.Exclude, rules.ExcludePasswords)
    {
        IncludeGroups = rules.IncludeGroups,
        ExcludeGroups = rules.ExcludeGroups,
        Filters = Texts(rules.Filters),
        ExcludePasswordGroups = rules.ExcludePasswordGroups,
        ExcludePasswordFilters = Texts(rules.ExcludePasswordFilters),
        IncludePasswords = rules.IncludePasswords,
        IncludePasswordGroups = rules.IncludePasswordGroups,
        IncludePasswordFilters = Texts(rules.IncludePasswordFilters),
        Renamed = renamed,
    };

    /// <summary>For people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine(Include.Count + IncludeGroups.Count + Filters.Count == 0 ? $"Everybody of {Domain}" : $"Of {Domain}, only people");
        Write(output, "below", Include);
        Write(output, "in the groups", IncludeGroups);
        Write(output, "with", Filters);
        Write(output, "but nobody below", Exclude);
        Write(output, "but nobody in the groups", ExcludeGroups);
        Write(output, "without the passwords of", ExcludePasswords);
        Write(output, "without the passwords of members of", ExcludePasswordGroups);
        Write(output, "without the passwords of people with", ExcludePasswordFilters);
        Write(output, "with the passwords only of", [.. IncludePasswords, .. IncludePasswordGroups.Select(group => $"members of {group}"), .. IncludePasswordFilters.Select(filter => $"people with {filter}")]);
    }

    void Write(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
            output.WriteLine($"{title}:");
        foreach (var line in lines)
            output.WriteLine(Renamed.TryGetValue(line, out var now) ? $"  {line} (now {now})" : $"  {line}");
    }

    static string[] Texts(IReadOnlyList<AttributeFilter> filters) => [.. filters.Select(filter => filter.ToString())];
}
