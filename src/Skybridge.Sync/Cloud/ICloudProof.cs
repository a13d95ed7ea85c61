using Skybridge.Contract;

namespace Skybridge.Sync.Cloud;

/// <summary>The cloud's side of a proof: salts come out, candidates go in, verifiers stay where they are. Changes nothing.</summary>
/// <exception cref="CloudException">From every method: the cloud could not be reached, or said no.</exception>
public interface ICloudProof
{
    /// <summary>The salts of stored verifiers.</summary>
    Task<SaltReply> GetSaltsAsync(SaltRequest request, CancellationToken cancellationToken);

    /// <summary>How stored verifiers compare with candidates.</summary>
    Task<MatchReply> MatchAsync(MatchRequest request, CancellationToken cancellationToken);
}
