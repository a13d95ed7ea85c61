using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Agent.Commands;

/// <summary>Asks the connector space about a scope: works without the service, and changes nothing.</summary>
sealed class ScopeReader(AgentHome home, TimeProvider time)
{
    /// <summary>The rules with the identifiers of those containers and groups that are known by the names in them.</summary>
    public ScopeRules Identify(ConnectorSettings connector, ScopeRules rules)
    {
        using var space = Open(connector);
        if (space is null)
            return rules;

        var found = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in rules.Containers)
            Note(name, space.FindContainer(name));
        foreach (var name in rules.Groups)
            Note(name, space.SearchGroups(name) is [var group, ..] ? group.ObjectGuid : null);
        return rules with { Identifiers = found };

        void Note(string name, Guid? guid)
        {
            if (guid is { } known)
                found[name] = known;
        }
    }

    /// <summary>Containers and groups that have another name now than in the rules.</summary>
    public IReadOnlyDictionary<string, string> FindRenamed(ConnectorSettings connector)
    {
        using var space = Open(connector);
        return space is null ? new Dictionary<string, string>() : EffectiveScope.Of(connector.Scope ?? ScopeRules.Everybody, space).Renamed;
    }

    /// <summary>What the scope makes of somebody.</summary>
    /// <exception cref="OperatorException">Nobody of that name is known.</exception>
    public ScopeExplanation Explain(IReadOnlyList<ConnectorSettings> connectors, string user)
    {
        foreach (var connector in connectors)
        {
            using var space = Open(connector);
            if (space?.Search(user.Trim()).FirstOrDefault(found => !found.IsDeleted) is not { } state)
                continue;

            var tenant = PendingChanges.Recall(space);
            tenant = tenant with { PasswordSync = tenant.PasswordSync && connector.PasswordSync };
            var scope = EffectiveScope.Of(connector.Scope ?? ScopeRules.Everybody, space);
            var decision = SyncScope.Decide(state, tenant, scope);
            return new(user, connector.Domain, state.DistinguishedName, decision.Person, decision.Password, decision.Reason, decision.Rule, SyncScope.Explain(state, tenant, scope));
        }

        throw new OperatorException(
            $"Nobody called '{user}' is known yet.",
            "Give a user principal name, DN or sAMAccountName. Whoever is new is known after the next cycle: `skybridge sync`; `skybridge troubleshoot --user` asks the domain controller itself.");
    }

    ConnectorSpace? Open(ConnectorSettings connector)
    {
        var path = home.SpaceOf(connector.Domain);
        return File.Exists(path) ? ConnectorSpace.OpenReadOnly(path, time) : null;
    }
}
