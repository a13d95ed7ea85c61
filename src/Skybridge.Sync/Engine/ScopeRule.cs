using Skybridge.Contract;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>One rule of the scope: the decision takes the first that objects, and an explanation shows all of them.</summary>
/// <param name="Name">A fixed word.</param>
/// <param name="Reason">The reason when it objects (one of <see cref="Reasons"/>).</param>
/// <param name="Object">What it has against somebody; null when it has nothing.</param>
/// <param name="Pass">What it saw when it has nothing against somebody.</param>
sealed record ScopeRule(string Name, string Reason, Func<ObjectState, TenantState, string?> Object, Func<ObjectState, string> Pass)
{
    static readonly string[] ReservedPrefixes = ["AAD_", "MSOL_", "SUPPORT_388945a0"];

    /// <summary>The rules about people.</summary>
    public static ScopeRule[] OfObjects(EffectiveScope scope)
    {
        var rules = scope.Rules;
        List<ScopeRule> all =
        [
            new("object-class", Reasons.NotAUser, (state, _) => FindClassRule(state), state => $"an ordinary user (userAccountControl 0x{state.UserAccountControl:x})"),
            new("reserved-name", Reasons.OutOfScope, (state, _) => FindNameRule(state), state => $"sAMAccountName {state.SamAccountName} is no reserved one"),
        ];
        if (rules.Exclude.Count > 0)
        {
            Add(
                "exclude",
                state => scope.FindAbove(rules.Exclude, state.DistinguishedName) is { } excluded ? $"below {scope.Describe(excluded)}, which is excluded" : null,
                _ => $"below none of the excluded containers ({scope.Describe(rules.Exclude)})");
        }

        if (rules.Include.Count > 0)
        {
            Add(
                "include",
                state => scope.FindAbove(rules.Include, state.DistinguishedName) is null ? $"below none of the included containers ({scope.Describe(rules.Include)})" : null,
                state => $"below {scope.Describe(scope.FindAbove(rules.Include, state.DistinguishedName)!)}, which is included");
        }

        if (rules.ExcludeGroups.Count > 0)
        {
            Add(
                "exclude-group",
                state => scope.FindGroup(rules.ExcludeGroups, state) is { } group ? $"member of {group}, which is excluded" : null,
                _ => $"member of none of the excluded groups ({scope.Describe(rules.ExcludeGroups)})");
        }

        if (rules.IncludeGroups.Count > 0)
        {
            Add(
                "include-group",
                state => scope.FindGroup(rules.IncludeGroups, state) is null ? $"member of none of the included groups ({scope.Describe(rules.IncludeGroups)})" : null,
                state => $"member of {scope.FindGroup(rules.IncludeGroups, state)}, which is included");
        }

        foreach (var filter in rules.Filters)
            Add("filter", state => filter.Matches(state) ? null : $"{filter.Describe(state)}, and the filter wants {filter}", state => $"{filter.Describe(state)}, as the filter {filter} wants");
        return [.. all];

        void Add(string name, Func<ObjectState, string?> objects, Func<ObjectState, string> passes) => all.Add(new(name, Reasons.OutOfScope, (state, _) => objects(state), passes));
    }

    /// <summary>The rules about passwords.</summary>
    public static ScopeRule[] OfPasswords(EffectiveScope scope)
    {
        List<ScopeRule> all =
        [
            new(
                "account-enabled",
                Reasons.AccountDisabled,
                (state, _) => IsDisabled(state) ? $"userAccountControl 0x{state.UserAccountControl:x} has ACCOUNTDISABLE" : null,
                _ => "the account is enabled"),
            new(
                "password-sync",
                Reasons.PasswordSyncDisabled,
                (_, tenant) => tenant.PasswordSync ? null : "password synchronization is off, in the tenant or for this domain",
                _ => "password synchronization is on"),
        ];
        if (scope.Rules.ExcludesPasswords)
            all.Add(new("exclude-password", Reasons.PasswordSyncExcluded, (state, _) => FindExcluded(scope, state), _ => "no rule excludes the password"));
        if (scope.Rules.IncludesPasswords)
        {
            all.Add(new(
                "include-password",
                Reasons.PasswordSyncExcluded,
                (state, _) => FindIncluded(scope, state) is null ? "only named passwords are synchronized, and no rule names this one" : null,
                state => FindIncluded(scope, state)!));
        }

        all.Add(new("has-password", Reasons.NoPassword, (state, _) => state.HasPassword ? null : "the account has no unicodePwd", _ => "the account has a password"));
        all.Add(new(
            "lasting-password",
            Reasons.TemporaryPassword,
            (state, tenant) => IsTemporary(state) && !tenant.ForcePasswordChange ? "pwdLastSet is 0: must change password at next logon" : null,
            state => IsTemporary(state) ? "must be changed at the next sign-in, which the cloud sees to" : "need not be changed at next logon"));
        return [.. all];
    }

    /// <summary>Whether the password must be changed at next logon.</summary>
    /// <remarks>A smart card user's password is a random one that nobody knows: synchronized at once, so that the old one stops working.</remarks>
    public static bool IsTemporary(ObjectState state) =>
        state.PwdLastSet == 0 && !((UserAccountControl)state.UserAccountControl).HasFlag(UserAccountControl.SmartCardRequired);

    static bool IsDisabled(ObjectState state) => ((UserAccountControl)state.UserAccountControl).HasFlag(UserAccountControl.Disabled);

    static string? FindExcluded(EffectiveScope scope, ObjectState state)
    {
        var rules = scope.Rules;
        if (FindName(rules.ExcludePasswords, state) is { } named)
            return $"{named} is on the list of excluded passwords";
        if (scope.FindGroup(rules.ExcludePasswordGroups, state) is { } group)
            return $"member of {group}, whose passwords are excluded";
        return rules.ExcludePasswordFilters.FirstOrDefault(filter => filter.Matches(state)) is { } met ? $"{met.Describe(state)}, and passwords are excluded by {met}" : null;
    }

    static string? FindIncluded(EffectiveScope scope, ObjectState state)
    {
        var rules = scope.Rules;
        if (FindName(rules.IncludePasswords, state) is { } named)
            return $"{named} is on the list of included passwords";
        if (scope.FindGroup(rules.IncludePasswordGroups, state) is { } group)
            return $"member of {group}, whose passwords are included";
        return rules.IncludePasswordFilters.FirstOrDefault(filter => filter.Matches(state)) is { } met ? $"{met.Describe(state)}, and passwords are included by {met}" : null;
    }

    static string? FindName(IReadOnlyList<string> names, ObjectState state) => names.FirstOrDefault(name => Is(state.SamAccountName, name) || Is(state.UserPrincipalName, name));

    static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    internal static string? FindClassRule(ObjectState state)
    {
        var control = (UserAccountControl)state.UserAccountControl;
        return state.Kind switch
        {
            ObjectKind.InetOrgPerson => "objectClass is inetOrgPerson",
            ObjectKind.Computer => "objectClass is computer",
            ObjectKind.Contact => "objectClass is contact",
            _ when state.IsCritical => "isCriticalSystemObject is set",
            _ when (control & (UserAccountControl.InterdomainTrust | UserAccountControl.WorkstationTrust | UserAccountControl.ServerTrust)) != 0 =>
                $"userAccountControl 0x{state.UserAccountControl:x} is that of a trust or a computer",
            _ when !control.HasFlag(UserAccountControl.NormalAccount) => $"userAccountControl 0x{state.UserAccountControl:x} lacks NORMAL_ACCOUNT",
            _ => null,
        };
    }

    internal static string? FindNameRule(ObjectState state)
    {
        if (string.IsNullOrEmpty(state.SamAccountName))
            return "there is no sAMAccountName";
        if (state.DistinguishedName.Contains("\\0ACNF:", StringComparison.Ordinal) || state.DistinguishedName.Contains("\nCNF:", StringComparison.Ordinal))
            return "the object lost a replication conflict (CNF)";
        if (state.SamAccountName.StartsWith("CAS_", StringComparison.OrdinalIgnoreCase) && state.SamAccountName.EndsWith('}'))
            return "sAMAccountName is that of an Exchange client access server";
        var prefix = Array.Find(ReservedPrefixes, reserved => state.SamAccountName.StartsWith(reserved, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? null : $"sAMAccountName begins with {prefix}";
    }
}
