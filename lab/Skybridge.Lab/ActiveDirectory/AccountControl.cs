namespace Skybridge.Lab.ActiveDirectory;

/// <summary>Bits of userAccountControl ([MS-ADTS] 2.2.16).</summary>
[Flags]
public enum AccountControl
{
    None = 0,
    Disabled = 0x2,
    PasswordNotRequired = 0x20,
    NormalAccount = 0x200,
    WorkstationAccount = 0x1000,
    PasswordNeverExpires = 0x10000,
    SmartCardRequired = 0x40000,
}
