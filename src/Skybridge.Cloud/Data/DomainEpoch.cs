namespace Skybridge.Cloud.Data;

/// <summary>How often an Active Directory domain was put back to an older state; no row means never.</summary>
sealed class DomainEpoch
{
    /// <summary>The DNS name of the Active Directory domain in lower case.</summary>
    public required string Domain { get; init; }

    public required int Epoch { get; set; }

    /// <summary>How often its people's passwords were purged here: agents compare everything when that changes.</summary>
    public int Purges { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}
