using System.Net;

namespace Skybridge.Cloud.SignIn;

/// <summary>
/// Slows whoever guesses enrolment codes. They have 140 bits; this keeps the attempts out of the log and off the database.
/// </summary>
sealed class EnrollmentLimit(TimeProvider time)
{
    const int FreeTries = 20;
    const int MaxAddresses = 10_000;

    static readonly TimeSpan ForgivenAfter = TimeSpan.FromSeconds(15);

    readonly Lock _lock = new();
    readonly BoundedMap<Leak> _failures = new(MaxAddresses);

    /// <summary>How long this address has to wait; null when it may try.</summary>
    public TimeSpan? Wait(IPAddress? address)
    {
        lock (_lock)
            return Of(address).At(time.GetUtcNow()) < FreeTries ? null : ForgivenAfter;
    }

    /// <summary>Counts a wrong code.</summary>
    public void Count(IPAddress? address)
    {
        lock (_lock)
            Of(address).Add(1, time.GetUtcNow());
    }

    Leak Of(IPAddress? address) => _failures.GetOrAdd(AddressNetwork.Key(address), () => new Leak(ForgivenAfter));
}
