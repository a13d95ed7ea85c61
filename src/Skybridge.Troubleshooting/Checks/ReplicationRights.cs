using Skybridge.Sync.Directory;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The two rights that synchronization needs, by name and by number, and the commands that grant them.</summary>
/// <param name="domain">The DNS name of the domain.</param>
/// <param name="account">The connector account, as it is set up.</param>
/// <param name="identity">The domain's names; null when nobody said them.</param>
/// <param name="sid">The account's security identifier; null when it is not known.</param>
public sealed class ReplicationRights(string domain, string account, DirectoryIdentity? identity, string? sid)
{
    /// <summary>DS-Replication-Get-Changes.</summary>
    public const string Changes = "Replicating Directory Changes";

    /// <summary>DS-Replication-Get-Changes-All.</summary>
    public const string ChangesAll = "Replicating Directory Changes All";

    /// <summary>The rights GUID of <see cref="Changes"/> ([MS-ADTS] control access rights).</summary>
    public const string ChangesGuid = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";

    /// <summary>The rights GUID of <see cref="ChangesAll"/>.</summary>
    public const string ChangesAllGuid = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";

    /// <summary>Those of a domain as it was seen.</summary>
    public static ReplicationRights Of(DomainSight domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return new(domain.Domain, domain.Account, domain.Identity, domain.AccountSid);
    }

    /// <summary>The domain's naming context.</summary>
    public string NamingContext => identity?.NamingContext.DistinguishedName ?? DirectoryIdentity.ContextOf(domain);

    /// <summary>The account as Windows writes it.</summary>
    public string Account => account.Contains('@', StringComparison.Ordinal) ? account : $"{identity?.NetBiosName ?? domain}\\{account}";

    /// <summary>The commands that grant.</summary>
    /// <param name="changes">Whether to grant the first.</param>
    /// <param name="all">Whether to grant the second.</param>
    public IReadOnlyList<string> GrantCommands(bool changes = true, bool all = true)
    {
        string[] names = [.. changes ? [Changes] : Array.Empty<string>(), .. all ? [ChangesAll] : Array.Empty<string>()];
        string[] guids = [.. changes ? [ChangesGuid] : Array.Empty<string>(), .. all ? [ChangesAllGuid] : Array.Empty<string>()];
        return
        [
            $"On Windows: dsacls \"{NamingContext}\" /G {string.Join(" ", names.Select(name => $"\"{Account}:CA;{name}\""))}",
            $"On Windows, PowerShell: {PowerShell(guids)}",
            .. guids.Select(guid => $"On Samba, as root on a domain controller: samba-tool dsacl set --objectdn=\"{NamingContext}\" --action=allow --sddl=\"(OA;;CR;{guid};;{Sid})\"{Explain()}"),
        ];
    }

    string Explain() => sid is null ? $"   (SID: samba-tool user show {Words.AccountName(account)} --attributes=objectSid)" : "";

    string Sid => sid ?? "SID";

    string PowerShell(string[] guids) =>
        $"Import-Module ActiveDirectory; $acl = Get-Acl \"AD:{NamingContext}\"; $sid = (Get-ADUser {Words.AccountName(account)}).SID; "
        + string.Concat(guids.Select(guid => $"$acl.AddAccessRule((New-Object DirectoryServices.ActiveDirectoryAccessRule $sid,'ExtendedRight','Allow',([guid]'{guid}'))); "))
        + $"Set-Acl \"AD:{NamingContext}\" $acl";
}
