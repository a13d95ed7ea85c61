namespace Skybridge.Cloud.Data;

/// <summary>The organisation that this cloud directory belongs to; there is exactly one row.</summary>
sealed class Tenant
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The domain that is the cloud's own: always verified, given to people whose own suffix is not.</summary>
    public required string InitialDomain { get; init; }

    /// <summary>Names the state that agents compared with. Whoever puts the database back to an older one is to give it another, since what agents delivered since is not in it.</summary>
    public Guid Incarnation { get; set; }

    /// <summary>Days after which a password has to be changed at sign-in; 0 for never.</summary>
    public int PasswordMaxAgeDays { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
