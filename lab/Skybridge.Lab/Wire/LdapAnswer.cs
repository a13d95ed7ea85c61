namespace Skybridge.Lab.Wire;

/// <summary>What a domain controller said to a simple bind.</summary>
/// <param name="ResultCode">LDAP's result: 0 is yes, 49 "invalid credentials" whatever the reason.</param>
/// <param name="Reason">Active Directory's own reason, a Win32 error, or 0.</param>
public sealed record LdapAnswer(int ResultCode, int Reason)
{
    public const int WrongPassword = 0x52e, PasswordExpired = 0x532, AccountDisabled = 0x533;

    public const int AccountExpired = 0x701, MustChange = 0x773, LockedOut = 0x775;

    /// <summary>What Samba says of an object that is no account.</summary>
    public const int NoAccount = 0x1f;

    public bool Accepted => ResultCode == 0;
}
