using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <summary>What sort of object it is, as far as synchronization cares.</summary>
public enum ObjectKind
{
    /// <summary>Neither a person nor a place where persons are: kept only so that it is known to be that.</summary>
    Other,

    /// <summary>A container: its name is part of the distinguished names below it.</summary>
    Container,

    /// <summary>An ordinary <c>user</c>.</summary>
    User,

    /// <summary>An <c>inetOrgPerson</c>.</summary>
    InetOrgPerson,

    /// <summary>A computer, or a managed service account, which is one.</summary>
    Computer,

    /// <summary>A contact.</summary>
    Contact,
}

/// <summary>One object as it was last seen in the source directory, and what the cloud was given of it. Never a secret.</summary>
public sealed record ObjectState
{
    const long LastFileTime = 2650467743999999999; // The end of the year 9999; the directory writes Int64.MaxValue for never.

    /// <summary><c>objectGUID</c>.</summary>
    public required Guid ObjectGuid { get; init; }

    /// <summary>The distinguished name.</summary>
    public required string DistinguishedName { get; init; }

    /// <summary>What sort of object it is.</summary>
    public ObjectKind Kind { get; init; }

    /// <summary>Deleted in the source directory.</summary>
    public bool IsDeleted { get; init; }

    /// <summary><c>isCriticalSystemObject</c>.</summary>
    public bool IsCritical { get; init; }

    /// <summary><c>objectSid</c> as text.</summary>
    public string? Sid { get; init; }

    /// <summary><c>sAMAccountName</c>.</summary>
    public string? SamAccountName { get; init; }

    /// <summary><c>userPrincipalName</c>.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>givenName</c>.</summary>
    public string? GivenName { get; init; }

    /// <summary><c>sn</c>.</summary>
    public string? Surname { get; init; }

    /// <summary><c>mail</c>.</summary>
    public string? Mail { get; init; }

    /// <summary>The attributes that were read because a rule of the scope names them.</summary>
    public AttributeValues More { get; init; } = AttributeValues.None;

    /// <summary><c>userAccountControl</c>.</summary>
    public uint UserAccountControl { get; init; }

    /// <summary><c>accountExpires</c>, a FILETIME.</summary>
    public long AccountExpires { get; init; }

    /// <summary>From when on the account counts for nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt => AccountExpires is > 0 and < LastFileTime ? DateTimeOffset.FromFileTime(AccountExpires) : null;

    /// <summary><c>pwdLastSet</c>, a FILETIME.</summary>
    public long PwdLastSet { get; init; }

    /// <summary>Whether the account has a password at all.</summary>
    public bool HasPassword { get; init; }

    /// <summary>The stamp of the password that the source holds.</summary>
    public AttributeStamp? PasswordSeen { get; init; }

    /// <summary>The stamp of <c>pwdLastSet</c> that the source holds.</summary>
    public AttributeStamp? LastSetSeen { get; init; }

    /// <summary>Who the object is towards the cloud; fixed with the first delivery.</summary>
    public SourceAnchor? Anchor { get; init; }

    /// <summary>Whether <see cref="Anchor"/> was ever delivered, and so is fixed.</summary>
    public bool AnchorFixed { get; init; }

    /// <summary>In <see cref="DeliveredImage"/>: the cloud may have the object, but from another agent, and so perhaps otherwise.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>A digest of the attributes that the cloud acknowledged last; null when it has none of them.</summary>
    public string? DeliveredImage { get; init; }

    /// <summary>Why the cloud, which has the person, is to remove them; null when it is not.</summary>
    public RemovalReason? Removal { get; init; }

    /// <summary>The password that the cloud acknowledged last.</summary>
    public PasswordVersion? DeliveredPassword { get; init; }

    /// <summary>Whether the acknowledged password had to be changed at sign-in.</summary>
    public bool DeliveredMustChange { get; init; }

    /// <summary>The name to sign in with, as the cloud gave it.</summary>
    public string? CloudUserName { get; init; }

    /// <summary>Why the person or the password is not synchronized (a slug); null when both are, or it is no person.</summary>
    public string? Reason { get; init; }

    /// <summary>The rule behind <see cref="Reason"/>, with the value that met it.</summary>
    public string? Rule { get; init; }

    /// <summary>The version of the source's password, apart from the epoch; null while no stamp of it was seen.</summary>
    public PasswordVersion? SeenVersion(int epoch) =>
        PasswordSeen is { } password ? new PasswordVersion(epoch, password, LastSetSeen ?? default) : null;

    /// <summary>Whether the cloud acknowledged the password that the source holds (whatever the epoch: the same write is the same password).</summary>
    public bool IsPasswordDelivered => DeliveredPassword is { } delivered
        && PasswordSeen is { } seen
        && delivered.Password == seen
        && delivered.LastSet == (LastSetSeen ?? default);
}
