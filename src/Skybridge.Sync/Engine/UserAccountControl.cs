namespace Skybridge.Sync.Engine;

/// <summary>The bits of <c>userAccountControl</c> that decide here.</summary>
/// <remarks>[MS-ADTS] userAccountControl Bits.</remarks>
[Flags]
public enum UserAccountControl : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>ADS_UF_ACCOUNTDISABLE.</summary>
    Disabled = 0x0002,

    /// <summary>ADS_UF_PASSWD_NOTREQD.</summary>
    PasswordNotRequired = 0x0020,

    /// <summary>ADS_UF_NORMAL_ACCOUNT.</summary>
    NormalAccount = 0x0200,

    /// <summary>ADS_UF_INTERDOMAIN_TRUST_ACCOUNT.</summary>
    InterdomainTrust = 0x0800,

    /// <summary>ADS_UF_WORKSTATION_TRUST_ACCOUNT.</summary>
    WorkstationTrust = 0x1000,

    /// <summary>ADS_UF_SERVER_TRUST_ACCOUNT.</summary>
    ServerTrust = 0x2000,

    /// <summary>ADS_UF_SMARTCARD_REQUIRED.</summary>
    SmartCardRequired = 0x40000,

    /// <summary>ADS_UF_TRUSTED_FOR_DELEGATION.</summary>
    TrustedForDelegation = 0x80000,

    /// <summary>ADS_UF_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION.</summary>
    TrustedToAuthenticate = 0x1000000,
}
