namespace Skybridge.Cloud.Data;

/// <summary>How often an Active Directory domain was put back to an older state; no row means never.</summary>
sealed class DomainEpoch
{
    /// <summary>The DNS name of the Active Directory domain in lower case.</summary>
    public required string Domain { get; init; }

    public required int Epoch { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}
