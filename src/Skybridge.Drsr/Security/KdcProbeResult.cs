namespace Skybridge.Drsr.Security;

/// <summary>What a key distribution center answered to a request without a password.</summary>
public sealed record KdcProbeResult
{
    /// <summary>The error code of its answer ([RFC 4120] 7.5.9): 25 is the normal one (a password is wanted), 0 when it gave a ticket outright.</summary>
    public required int Code { get; init; }

    /// <summary>How far its clock is ahead of ours; null when it did not say.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>How long the answer took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The encryption types that the account has keys for, as numbers.</summary>
    public IReadOnlyList<int> EncryptionTypes { get; init; } = [];

    /// <summary>The NTSTATUS in the error's data, which tells apart what one Kerberos code hides; null when there is none.</summary>
    public uint? NtStatus { get; init; }
}
