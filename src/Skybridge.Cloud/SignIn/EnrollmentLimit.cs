using System.Net;

namespace Skybridge.Cloud.SignIn;

/// <summary>Slows whoever guesses enrolment codes. They have 140 bits; this keeps the attempts out of the log and off the database.</summary>
sealed class EnrollmentLimit(LimitCounters counters) : RequestLimit("enrollment", 20, TimeSpan.FromSeconds(15), counters)
{
    /// <summary>How long this address has to wait; null when it may try.</summary>
    public async Task<TimeSpan?> WaitAsync(IPAddress? address, CancellationToken cancellationToken) =>
        await MayAsync(Key.Hash(Kind, address), cancellationToken) ? null : OneEach;

    /// <summary>Counts a wrong code.</summary>
    public Task CountAsync(IPAddress? address) => CountAsync(Key.Hash(Kind, address));
}
