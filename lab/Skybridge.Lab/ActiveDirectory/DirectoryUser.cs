namespace Skybridge.Lab.ActiveDirectory;

/// <summary>One account in a list of them.</summary>
/// <param name="Class">The most derived class: user, inetOrgPerson, computer …</param>
/// <param name="User">sAMAccountName.</param>
/// <param name="PasswordLastSet">pwdLastSet as it is stored: 0 is "must change at next logon" or never set.</param>
public sealed record DirectoryUser(
    string Dn, Guid ObjectGuid, string? Sid, string Class, string User, string? Upn, AccountControl Flags, long PasswordLastSet);
