using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <summary>One attempt to synchronize one person's password, kept seven days.</summary>
/// <param name="ObjectGuid">Whose.</param>
/// <param name="At">When the cloud answered, or it was decided not to ask.</param>
/// <param name="Status">The status word.</param>
/// <param name="Reason">Why not, as a fixed word.</param>
/// <param name="Detail">Why not, as a sentence.</param>
/// <param name="ChangedAt">When the password was changed in the source directory.</param>
/// <param name="IsInitial">Whether it came with a full read, so that the delay says nothing.</param>
public sealed record PasswordAttempt(
    Guid ObjectGuid, DateTimeOffset At, DeliveryStatus Status, string? Reason, string? Detail, DateTimeOffset? ChangedAt, bool IsInitial)
{
    /// <summary>From the change in the directory to the cloud's acknowledgement.</summary>
    public TimeSpan? Delay => Status == DeliveryStatus.Success && !IsInitial && At - ChangedAt is { } delay && delay > TimeSpan.Zero ? delay : null;
}
