namespace Skybridge.Lab.ActiveDirectory;

/// <summary>The domain's counters and identity.</summary>
/// <param name="HighestUsn">highestCommittedUSN.</param>
/// <param name="NtdsGuid">The domain controller's own name among those it replicates with.</param>
/// <param name="InvocationId">Which database the USNs belong to.</param>
/// <param name="RecycleBin">Whether deleted objects keep their attributes.</param>
public sealed record DirectoryStatus(long HighestUsn, Guid NtdsGuid, Guid InvocationId, string DomainSid, string HostName, bool RecycleBin);
