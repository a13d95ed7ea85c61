using Skybridge.Contract;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>Decides who is synchronized, and names the reason for everybody else.</summary>
public sealed class SyncScope
{
    static readonly string[] ReservedPrefixes = ["AAD_", "MSOL_", "SUPPORT_388945a0"];

    /// <summary>Whether an object is a person's account, whatever the scope and the password.</summary>
    public static bool IsPerson(ObjectState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return !state.IsDeleted && state.Kind is not (ObjectKind.Other or ObjectKind.Container) && FindClassRule(state) is null && FindNameRule(state) is null;
    }

    /// <summary>Decides about an object as it is now.</summary>
    public static ScopeDecision Decide(ObjectState state, TenantState tenant, ScopeRules rules)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(rules);
        if (state.IsDeleted || state.Kind is ObjectKind.Other or ObjectKind.Container)
            return ScopeDecision.Nothing;
        if (FindClassRule(state) is { } notAUser)
            return ScopeDecision.Out(Reasons.NotAUser, notAUser);
        if (FindNameRule(state) is { } reserved)
            return ScopeDecision.Out(Reasons.OutOfScope, reserved);
        if (rules.FindExclusion(state) is { } exclusion)
            return ScopeDecision.Out(Reasons.OutOfScope, exclusion);
        return DecidePassword(state, tenant, rules);
    }

    static ScopeDecision DecidePassword(ObjectState state, TenantState tenant, ScopeRules rules)
    {
        var control = (UserAccountControl)state.UserAccountControl;
        if (control.HasFlag(UserAccountControl.Disabled))
            return ScopeDecision.PersonOnly(Reasons.AccountDisabled, $"userAccountControl 0x{state.UserAccountControl:x} has ACCOUNTDISABLE");
        if (!tenant.PasswordSync)
            return ScopeDecision.PersonOnly(Reasons.PasswordSyncDisabled, "password synchronization is off, in the tenant or for this domain");
        if (rules.FindPasswordExclusion(state) is { } excluded)
            return ScopeDecision.PersonOnly(Reasons.PasswordSyncExcluded, excluded);
        if (!state.HasPassword)
            return ScopeDecision.PersonOnly(Reasons.NoPassword, "the account has no unicodePwd");

        // A smart card user's password is a random one that nobody knows: synchronized at once, so that the old one stops working.
        var isTemporary = state.PwdLastSet == 0 && !control.HasFlag(UserAccountControl.SmartCardRequired);
        if (isTemporary && !tenant.ForcePasswordChange)
            return ScopeDecision.PersonOnly(Reasons.TemporaryPassword, "pwdLastSet is 0: must change password at next logon");
        return ScopeDecision.In(isTemporary);
    }

    static string? FindClassRule(ObjectState state)
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

    static string? FindNameRule(ObjectState state)
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
