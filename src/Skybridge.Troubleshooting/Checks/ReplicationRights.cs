using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The two rights that synchronization needs, by name and by number, and the commands that grant them.</summary>
/// <param name="domain">The domain, for its real names.</param>
public sealed class ReplicationRights(DomainSight domain)
{
    /// <summary>DS-Replication-Get-Changes.</summary>
    public const string Changes = "Replicating Directory Changes";

    /// <summary>DS-Replication-Get-Changes-All.</summary>
    public const string ChangesAll = "Replicating Directory Changes All";

    /// <summary>The rights GUID of <see cref="Changes"/> ([MS-ADTS] control access rights).</summary>
    public const string ChangesGuid = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";

    /// <summary>The rights GUID of <see cref="ChangesAll"/>.</summary>
    public const string ChangesAllGuid = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";

    /// <summary>The domain's naming context.</summary>
    public string NamingContext => domain.Identity?.NamingContext.DistinguishedName ?? "DC=" + string.Join(",DC=", domain.Domain.Split('.'));

    /// <summary>The account as Windows writes it.</summary>
    public string Account => domain.Account.Contains('@', StringComparison.Ordinal) ? domain.Account : $"{domain.Identity?.NetBiosName ?? domain.Domain}\\{domain.Account}";

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

    string Explain() => domain.AccountSid is null ? $"   (SID: samba-tool user show {Words.AccountName(domain.Account)} --attributes=objectSid)" : "";

    string Sid => domain.AccountSid ?? "SID";

    string PowerShell(string[] guids) =>
        $"Import-Module ActiveDirectory; $acl = Get-Acl \"AD:{NamingContext}\"; $sid = (Get-ADUser {Words.AccountName(domain.Account)}).SID; "
        + string.Concat(guids.Select(guid => $"$acl.AddAccessRule((New-Object DirectoryServices.ActiveDirectoryAccessRule $sid,'ExtendedRight','Allow',([guid]'{guid}'))); "))
        + $"Set-Acl \"AD:{NamingContext}\" $acl";
}
