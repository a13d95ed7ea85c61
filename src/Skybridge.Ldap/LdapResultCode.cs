namespace Skybridge.Ldap;

/// <summary>How an operation ended, as far as it is told apart here.</summary>
/// <remarks>[RFC 4511] 4.1.9; any other number may come.</remarks>
public enum LdapResultCode
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>operationsError.</summary>
    OperationsError = 1,

    /// <summary>protocolError.</summary>
    ProtocolError = 2,

    /// <summary>strongerAuthRequired.</summary>
    StrongerAuthRequired = 8,

    /// <summary>referral.</summary>
    Referral = 10,

    /// <summary>unavailableCriticalExtension.</summary>
    UnavailableCriticalExtension = 12,

    /// <summary>saslBindInProgress.</summary>
    SaslBindInProgress = 14,

    /// <summary>constraintViolation.</summary>
    ConstraintViolation = 19,

    /// <summary>noSuchObject.</summary>
    NoSuchObject = 32,

    /// <summary>invalidDNSyntax.</summary>
    InvalidDnSyntax = 34,

    /// <summary>invalidCredentials.</summary>
    InvalidCredentials = 49,

    /// <summary>insufficientAccessRights.</summary>
    InsufficientAccessRights = 50,

    /// <summary>unwillingToPerform.</summary>
    UnwillingToPerform = 53,

    /// <summary>entryAlreadyExists.</summary>
    EntryAlreadyExists = 68,
}
