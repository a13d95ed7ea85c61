using System.Globalization;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;
using Skybridge.Sync.Engine;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Finds out what the connector account can do beside replicating: privileged groups, nested ones as well, and flags of the account.</summary>
/// <param name="directory">A connected domain controller.</param>
public sealed class PrivilegeProbe(DrsDirectoryConnector directory)
{
    const int MaxObjects = 200;
    const int UsersRid = 513;

    static readonly (string Name, uint Rid)[] DomainGroups =
        [("Domain Admins", 512), ("Schema Admins", 518), ("Enterprise Admins", 519), ("Group Policy Creator Owners", 520), ("Domain Controllers", 516)];

    static readonly (string Name, uint Rid)[] BuiltinGroups =
        [("Administrators", 544), ("Account Operators", 548), ("Server Operators", 549), ("Print Operators", 550), ("Backup Operators", 551)];

    readonly HashSet<Guid> _seen = [];

    /// <summary>Looks.</summary>
    /// <param name="account">The account's object.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>One sentence per privilege; none when there is none.</returns>
    public async Task<IReadOnlyList<string>> LookAsync(Guid account, CancellationToken cancellationToken)
    {
        using var page = await directory.ReadObjectAsync(
            DsName.FromGuid(account), [AttributeType.UserAccountControl, AttributeType.PrimaryGroupId], cancellationToken).ConfigureAwait(false);
        if (page is not { Objects: [var own] } || own.Name.Sid is not { } sid)
            return [];

        var domain = sid.Text[..sid.Text.LastIndexOf('-')];
        var primary = own.TryGetUInt32(AttributeType.PrimaryGroupId, out var group) ? group : UsersRid;
        List<string> found = [.. FlagsOf(own)];
        foreach (var (name, text, rid) in Groups(domain))
        {
            if (rid == primary && text.StartsWith(domain, StringComparison.Ordinal))
                found.Add($"its primary group is {name}");
            else if (await HoldsAsync(text, account, cancellationToken).ConfigureAwait(false))
                found.Add($"member of {name}");
        }

        return found;
    }

    static IEnumerable<(string Name, string Sid, uint Rid)> Groups(string domain) =>
        DomainGroups.Select(group => (group.Name, string.Create(CultureInfo.InvariantCulture, $"{domain}-{group.Rid}"), group.Rid))
            .Concat(BuiltinGroups.Select(group => (group.Name, string.Create(CultureInfo.InvariantCulture, $"S-1-5-32-{group.Rid}"), group.Rid)));

    static IEnumerable<string> FlagsOf(ReplicatedObject account)
    {
        var control = account.TryGetUInt32(AttributeType.UserAccountControl, out var value) ? (UserAccountControl)value : default;
        if (control.HasFlag(UserAccountControl.TrustedForDelegation))
            yield return "trusted for delegation to any service";
        if (control.HasFlag(UserAccountControl.TrustedToAuthenticate))
            yield return "trusted to authenticate for delegation";
        if (control.HasFlag(UserAccountControl.PasswordNotRequired))
            yield return "needs no password (PASSWD_NOTREQD)";
    }

    async Task<bool> HoldsAsync(string sid, Guid account, CancellationToken cancellationToken)
    {
        _seen.Clear();
        return await directory.FindBySidAsync(sid, cancellationToken).ConfigureAwait(false) is { } group
            && await HoldsAsync(group, account, cancellationToken).ConfigureAwait(false);
    }

    // Members that are groups themselves are followed; whoever is in a circle is looked at once.
    async Task<bool> HoldsAsync(Guid group, Guid account, CancellationToken cancellationToken)
    {
        if (_seen.Count >= MaxObjects || !_seen.Add(group))
            return false;

        using var page = await directory.ReadObjectAsync(DsName.FromGuid(group), [AttributeType.Member], cancellationToken).ConfigureAwait(false);
        if (page is not { Objects: [var found] } || found.Is(ObjectClass.Group) != true)
            return false;

        var members = page.LinkedValues.Where(value => value.IsPresent && value.Attribute == AttributeType.Member).Select(value => value.Target.ObjectGuid).ToList();
        if (members.Contains(account))
            return true;

        foreach (var member in members)
        {
            if (await HoldsAsync(member, account, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }
}
