using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Which container or group a rule means: the one that had the name when the rule was set or, where nobody could tell then, when it was first seen.</summary>
static class ScopePins
{
    const string Setting = "scope-pin:";

    /// <summary>The present name of a container; the given one when it was never seen, or was deleted.</summary>
    public static string NameOf(ConnectorSpace space, ScopeRules rules, string container)
    {
        var guid = Find(space, rules, container) ?? space.FindContainer(container);
        return guid is { } known && space.Find(known) is { IsDeleted: false } state ? state.DistinguishedName : container;
    }

    /// <summary>A group; null when it was never seen.</summary>
    public static Guid? GroupOf(ConnectorSpace space, ScopeRules rules, string group) =>
        Find(space, rules, group) ?? FindGroup(space, group);

    /// <summary>Remembers those that are seen for the first time.</summary>
    public static void Remember(ConnectorSpace space, ScopeRules rules)
    {
        foreach (var container in rules.Containers.Where(name => Find(space, rules, name) is null))
            Remember(space, container, space.FindContainer(container));
        foreach (var group in rules.Groups.Where(name => Find(space, rules, name) is null))
            Remember(space, group, FindGroup(space, group));
    }

    static void Remember(ConnectorSpace space, string name, Guid? guid)
    {
        if (guid is { } seen)
            space.SetSetting(KeyOf(name), seen.ToString());
    }

    /// <summary>The living group of a name; null when none is known.</summary>
    public static Guid? FindGroup(ConnectorSpace space, string group) => space.SearchGroups(group) is [var found, ..] ? found.ObjectGuid : null;

    static Guid? Find(ConnectorSpace space, ScopeRules rules, string name) =>
        rules.Identifiers.TryGetValue(name, out var guid) || Guid.TryParse(space.GetSetting(KeyOf(name)), out guid) ? guid : null;

    static string KeyOf(string name) => Setting + name.ToLowerInvariant();
}
