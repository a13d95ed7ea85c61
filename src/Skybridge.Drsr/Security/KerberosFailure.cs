namespace Skybridge.Drsr.Security;

/// <summary>What kind of thing went wrong with Kerberos: each needs another person to do another thing.</summary>
public enum KerberosFailure
{
    /// <summary>An error that has no kind of its own; the code and the text tell.</summary>
    Other,

    /// <summary>The system's GSS-API library is not installed.</summary>
    LibraryMissing,

    /// <summary>No key distribution center answers.</summary>
    KdcUnreachable,

    /// <summary>The key distribution center did not finish within the time limit.</summary>
    TimedOut,

    /// <summary>No such account in the directory.</summary>
    AccountUnknown,

    /// <summary>The password, or the key in the keytab, is wrong.</summary>
    PasswordWrong,

    /// <summary>The account is disabled, expired, locked out, or outside its logon hours: one code for all of them.</summary>
    AccountRevoked,

    /// <summary>The password has expired or must be changed.</summary>
    PasswordExpired,

    /// <summary>The account has no AES key: its password was never set since AES exists in the domain.</summary>
    NoAesKey,

    /// <summary>The clocks differ too much.</summary>
    ClockSkew,

    /// <summary>The directory does not know the domain controller by this name.</summary>
    ServiceUnknown,

    /// <summary>The ticket in the cache has expired.</summary>
    TicketExpired,

    /// <summary>The keytab or ticket cache cannot be used.</summary>
    StoreUnusable,

    /// <summary>The server did not prove who it is, or agreed to less protection than we insist on.</summary>
    ServerNotTrusted,

    /// <summary>A message was changed, repeated or left out on its way.</summary>
    MessageTampered,
}
