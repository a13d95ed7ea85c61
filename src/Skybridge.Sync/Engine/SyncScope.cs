using Skybridge.Contract;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Decides who is synchronized, and names the reason for everybody else.</summary>
public static class SyncScope
{
    /// <summary>Whether an object is a person's account, whatever the scope and the password.</summary>
    public static bool IsPerson(ObjectState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return IsCandidate(state) && ScopeRule.FindClassRule(state) is null && ScopeRule.FindNameRule(state) is null;
    }

    /// <summary>Decides about an object as it is now.</summary>
    public static ScopeDecision Decide(ObjectState state, TenantState tenant, EffectiveScope scope)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(scope);
        if (!IsCandidate(state))
            return ScopeDecision.Nothing;

        foreach (var rule in scope.ObjectRules)
        {
            if (rule.Object(state, tenant) is { } objection)
                return ScopeDecision.Out(rule.Reason, objection);
        }

        foreach (var rule in scope.PasswordRules)
        {
            if (rule.Object(state, tenant) is { } objection)
                return ScopeDecision.PersonOnly(rule.Reason, objection);
        }

        return ScopeDecision.In(ScopeRule.IsTemporary(state));
    }

    /// <summary>Goes through all rules, also those behind the one that decides.</summary>
    public static IReadOnlyList<ScopeStep> Explain(ObjectState state, TenantState tenant, EffectiveScope scope)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(scope);
        return [.. scope.ObjectRules.Select(rule => Step(rule, "object")), .. scope.PasswordRules.Select(rule => Step(rule, "password"))];

        ScopeStep Step(ScopeRule rule, string about) =>
            rule.Object(state, tenant) is { } objection ? new(about, rule.Name, false, objection) : new(about, rule.Name, true, rule.Pass(state));
    }

    static bool IsCandidate(ObjectState state) => !state.IsDeleted && state.Kind is not (ObjectKind.Other or ObjectKind.Container);
}
