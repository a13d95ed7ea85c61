using System.Net;

namespace Skybridge.Cloud.SignIn;

/// <summary>Anybody may ask for a device code, and each one is a row: so nobody may ask for many.</summary>
sealed class DeviceRequestLimit(LimitCounters counters) : RequestLimit("device request", 20, TimeSpan.FromSeconds(15), counters)
{
    /// <summary>Counts a request of this address.</summary>
    /// <returns>Whether it may be answered.</returns>
    public Task<bool> TryTakeAsync(IPAddress? address, CancellationToken cancellationToken) => TryTakeAsync(Key.Hash(Kind, address), cancellationToken);
}
