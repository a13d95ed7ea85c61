namespace Skybridge.Sync.Cloud;

/// <summary>What an administrator needs to allow a command.</summary>
/// <param name="Address">The page to open.</param>
/// <param name="AddressWithCode">The same with the code filled in; null where the cloud gives none.</param>
/// <param name="Code">The code to type there.</param>
/// <param name="GoodFor">How long the code is good.</param>
public sealed record DeviceConsent(string Address, string? AddressWithCode, string Code, TimeSpan GoodFor);
