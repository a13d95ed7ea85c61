using Skybridge.Drsr.Security;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>The connector account is not let in, and why.</summary>
public sealed class ConnectorAccountRejected : DomainCheck
{
    /// <inheritdoc/>
    public override string Slug => "connector-account-rejected";

    /// <inheritdoc/>
    public override string Title => "The connector account is not let in";

    /// <inheritdoc/>
    public override string Expected => "The connector account logs in by Kerberos with AES keys.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> DependsOn => ["domain-not-found", "domain-controller-unreachable", "clock-skew", "kerberos-unavailable"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> ObscuredBy => ["port-blocked"];

    /// <inheritdoc/>
    protected override Judgement Judge(DomainSight domain, Sights sights)
    {
        if (domain.Controllers.Any(controller => controller.LoggedIn == true))
            return Judgement.Cleared($"{domain.Account} is let in");

        var refusing = domain.Controllers.FirstOrDefault(controller => controller.LoginFailure is not null);
        var failure = refusing?.LoginFailure;
        return failure is null
            ? Judgement.Inconclusive($"No domain controller was asked to let {domain.Account} in.")
            : failure.Failure is KerberosFailure.KdcUnreachable or KerberosFailure.TimedOut or KerberosFailure.LibraryMissing
            ? Judgement.Inconclusive(failure.Message)
            : Judgement.Found($"{Why(refusing!.Kdc?.NtStatus) ?? Why(failure.Failure)} {failure.Message}", Remedy(Words.AccountName(domain.Account), failure.Failure));
    }

    // [MS-KILE] KERB-ERROR-DATA, [MS-ERREF] NTSTATUS: what Kerberos calls revoked, told apart where the domain controller says so.
    static string? Why(uint? status) => status switch
    {
        0xc0000072 => "The account is disabled.",
        0xc0000193 => "The account has expired.",
        0xc0000234 => "The account is locked.",
        0xc000006f => "It is outside the account's logon hours.",
        0xc0000070 => "The account may not log on from here.",
        0xc0000071 => "The password has expired.",
        0xc0000224 => "The password must be changed at next logon.",
        _ => null,
    };

    static string Why(KerberosFailure failure) => failure switch
    {
        KerberosFailure.PasswordWrong => "Wrong password.",
        KerberosFailure.AccountUnknown => "No such account.",
        KerberosFailure.AccountRevoked => "Disabled, expired or locked.",
        KerberosFailure.PasswordExpired => "The password has expired, or must be changed at next logon.",
        KerberosFailure.NoAesKey => "No AES key.",
        KerberosFailure.StoreUnusable => "The keytab cannot be used.",
        _ => "Kerberos refuses it.",
    };

    static string[] Remedy(string account, KerberosFailure failure) => failure switch
    {
        KerberosFailure.PasswordWrong =>
        [
            $"Give the agent the right password: skybridge credential set --account {account}",
            "If nobody knows it, reset it in Active Directory first, without `must change at next logon`.",
            "The agent itself tries only every five minutes meanwhile, so as not to lock the account.",
        ],
        KerberosFailure.AccountUnknown => [$"Check in Active Directory what {account} is called now, and give the agent that name: skybridge credential set --account NAME"],
        KerberosFailure.AccountRevoked =>
        [
            $"On Windows: Enable-ADAccount {account}; Unlock-ADAccount {account}; Clear-ADAccountExpiration {account} (whichever applies)",
            $"On Samba: samba-tool user enable {account}; samba-tool user unlock {account}; samba-tool user setexpiry {account} --noexpiry (whichever applies)",
            "Look at the account's logon hours as well.",
        ],
        KerberosFailure.PasswordExpired =>
        [
            $"On Windows: Set-ADUser {account} -PasswordNeverExpires $true -ChangePasswordAtLogon $false",
            $"On Samba: samba-tool user setpassword {account} (without --must-change-at-next-login)",
            $"Then give the agent the password: skybridge credential set --account {account}",
        ],
        KerberosFailure.NoAesKey => [$"Set the password of {account} once more, so that it gets AES keys; then: skybridge credential set --account {account}"],
        KerberosFailure.StoreUnusable => ["Check path, owner and content of the keytab: klist -ket FILE"],
        _ => ["Look at the Kerberos error above, and at the domain controller's security log."],
    };
}
