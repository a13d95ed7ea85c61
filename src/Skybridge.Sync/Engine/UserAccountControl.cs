namespace Skybridge.Sync.Engine;

/// <summary>The bits of <c>userAccountControl</c> that decide here.</summary>
/// <remarks>[MS-ADTS] userAccountControl Bits.</remarks>
[Flags]
enum UserAccountControl : uint
{
    None = 0,
    Disabled = 0x0002,
    NormalAccount = 0x0200,
    InterdomainTrust = 0x0800,
    WorkstationTrust = 0x1000,
    ServerTrust = 0x2000,
    SmartCardRequired = 0x40000,
}
