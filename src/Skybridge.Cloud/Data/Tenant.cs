namespace Skybridge.Cloud.Data;

/// <summary>The organisation that this cloud directory belongs to; there is exactly one row.</summary>
sealed class Tenant
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The domain that is the cloud's own: always verified, given to people whose own suffix is not.</summary>
    public required string InitialDomain { get; init; }

    /// <summary>Changes when the database is put back to an older state: what agents delivered since is not in it.</summary>
    public Guid Incarnation { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
