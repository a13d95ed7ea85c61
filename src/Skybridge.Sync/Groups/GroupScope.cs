using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Groups;

/// <summary>Decides which groups are synchronized, and names the rule for every other.</summary>
/// <remarks>
/// The system's own groups are left out, as in the original: they say who administers the domain, which is no business of the cloud. Rules
/// about containers hold for groups as for people; rules about people do not.
/// </remarks>
static class GroupScope
{
    /// <summary>The reason and the rule that leave a group out; null when it is meant.</summary>
    public static (string Reason, string Rule)? FindExclusion(GroupState group, EffectiveScope scope)
    {
        if (group.IsCritical)
            return (Reasons.OutOfScope, "isCriticalSystemObject is set");
        if ((group.Type & GroupState.BuiltIn) != 0)
            return (Reasons.OutOfScope, $"groupType 0x{group.Type:x} is that of a built-in group");
        if (string.IsNullOrEmpty(group.SamAccountName) || string.IsNullOrEmpty(group.Sid))
            return (Reasons.OutOfScope, "there is no sAMAccountName, or no security identifier");
        if (group.DistinguishedName.Contains("\\0ACNF:", StringComparison.Ordinal) || group.DistinguishedName.Contains("\nCNF:", StringComparison.Ordinal))
            return (Reasons.OutOfScope, "the object lost a replication conflict (CNF)");

        return scope.FindPlaceExclusion(group.DistinguishedName) is { } rule ? (Reasons.OutOfScope, rule) : null;
    }
}
