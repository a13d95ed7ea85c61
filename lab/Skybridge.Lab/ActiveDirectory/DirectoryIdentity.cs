namespace Skybridge.Lab.ActiveDirectory;

/// <summary>The names of an object: where it is, what it stays, and who it is to access control.</summary>
public sealed record DirectoryIdentity(string Dn, Guid ObjectGuid, string? Sid);
