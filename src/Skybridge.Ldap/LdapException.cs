namespace Skybridge.Ldap;

/// <summary>A directory server refused an operation, with a result code.</summary>
/// <remarks>[RFC 4511] 4.1.9. The server's own text comes along: Active Directory puts the true reason there.</remarks>
public sealed class LdapException(LdapResultCode code, string operation, string serverText)
    : Exception($"The domain controller refused to {operation}: {NameOf(code)} (LDAP {(int)code}){(serverText.Length == 0 ? "" : $": {serverText}")}")
{
    /// <summary>The result code.</summary>
    public LdapResultCode Code { get; } = code;

    static string NameOf(LdapResultCode code) => code switch
    {
        LdapResultCode.OperationsError => "operations error",
        LdapResultCode.ProtocolError => "protocol error",
        LdapResultCode.StrongerAuthRequired => "stronger authentication required",
        LdapResultCode.UnavailableCriticalExtension => "unavailable critical extension",
        LdapResultCode.ConstraintViolation => "constraint violation",
        LdapResultCode.NoSuchObject => "no such object",
        LdapResultCode.InvalidDnSyntax => "invalid distinguished name",
        LdapResultCode.InvalidCredentials => "invalid credentials",
        LdapResultCode.InsufficientAccessRights => "insufficient access rights",
        LdapResultCode.UnwillingToPerform => "unwilling to perform",
        LdapResultCode.EntryAlreadyExists => "the entry exists already",
        LdapResultCode.Referral => "another server is responsible",
        _ => "refused",
    };
}
