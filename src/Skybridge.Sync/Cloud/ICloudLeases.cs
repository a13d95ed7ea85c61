using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>The cloud's side of leases: who of several agents delivers a domain.</summary>
public interface ICloudLeases
{
    /// <summary>Asks for a lease, keeps it, or gives it back.</summary>
    /// <returns>Null from a cloud of a version that knows no leases.</returns>
    /// <exception cref="CloudException">The cloud could not be reached, or said no.</exception>
    Task<LeaseReply?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);
}
