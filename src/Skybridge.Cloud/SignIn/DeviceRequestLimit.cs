using System.Net;

namespace Skybridge.Cloud.SignIn;

/// <summary>Anybody may ask for a device code, and each one is a row: so nobody may ask for many.</summary>
sealed class DeviceRequestLimit(TimeProvider time)
{
    const int AtOnce = 20;
    const int MaxAddresses = 10_000;

    static readonly TimeSpan OneEach = TimeSpan.FromSeconds(15);

    readonly Lock _lock = new();
    readonly BoundedMap<Leak> _requests = new(MaxAddresses);

    /// <summary>Counts a request of this address.</summary>
    /// <returns>Whether it may be answered.</returns>
    public bool TryTake(IPAddress? address)
    {
        lock (_lock)
        {
            var leak = _requests.GetOrAdd(AddressNetwork.Key(address), () => new Leak(OneEach));
            if (leak.At(time.GetUtcNow()) >= AtOnce)
                return false;

            leak.Add(1, time.GetUtcNow());
            return true;
        }
    }
}
