using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>A person. Whoever has an anchor is written by synchronization; whoever has none, only here.</summary>
/// <remarks>
/// Everything else about a person hangs on <see cref="Id"/> alone, and nothing refers from one person to another, so that people can be
/// spread over machines by it.
/// </remarks>
sealed class CloudUser
{
    /// <summary>Stays the same for the person's whole life: <c>sub</c> and <c>oid</c> in tokens.</summary>
    public required Guid Id { get; init; }

    public required PersonSource Source { get; set; }

    /// <summary>What synchronization joins by; null for somebody who exists only here.</summary>
    public string? Anchor { get; init; }

    /// <summary>The name to sign in with.</summary>
    public required string UserName { get; set; }

    /// <summary><see cref="UserName"/> as it is compared (<see cref="People.UserNames.Normalize"/>); one living person each.</summary>
    public required string NormalizedUserName { get; set; }

    /// <summary>Administers the cloud: synchronization never writes such a person.</summary>
    public bool Administrator { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>From then on sign-in is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person left; the row stays for 30 days, so that coming back means being the same person.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public RemovalReason? DeletionReason { get; set; }

    public string? DisplayName { get; set; }

    public string? GivenName { get; set; }

    public string? Surname { get; set; }

    public string? Mail { get; set; }

    /// <summary>Whether the person's password may stay whatever <see cref="Tenant.PasswordMaxAgeDays"/> says; synchronization does not touch it.</summary>
    public bool PasswordNeverExpires { get; set; }

    /// <summary><c>objectGUID</c> in the source directory.</summary>
    public Guid? ObjectGuid { get; set; }

    /// <summary>The name that the source directory wants for the person, whether or not they got it.</summary>
    public string? OnPremisesUserName { get; set; }

    public string? NormalizedOnPremisesUserName { get; set; }

    public string? SamAccountName { get; set; }

    public string? NetBiosDomain { get; set; }

    public string? DnsDomain { get; set; }

    public string? DistinguishedName { get; set; }

    public string? Sid { get; set; }

    /// <summary>The agent that delivered the attributes last, and in which of its batches: an older batch is not taken.</summary>
    public string? DeliveredBy { get; set; }

    public long? DeliverySequence { get; set; }

    /// <summary>When the attributes last came from the source directory and differed.</summary>
    public DateTimeOffset? SynchronizedAt { get; set; }

    /// <summary>Whether the account has run out at <paramref name="now"/>.</summary>
    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    /// <summary>Whether this person may sign in at <paramref name="now"/>, given the right password.</summary>
    public bool MaySignIn(DateTimeOffset now) => DeletedAt is null && Enabled && !IsExpired(now);

    /// <summary>Whether this person may administer the cloud at <paramref name="now"/>.</summary>
    public bool MayAdminister(DateTimeOffset now) => Administrator && MaySignIn(now);
}

/// <summary>Where a person or a password comes from.</summary>
enum PersonSource
{
    /// <summary>Only here.</summary>
    Cloud,

    /// <summary>A source directory.</summary>
    Sync,
}
