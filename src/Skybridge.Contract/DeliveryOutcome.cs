namespace Skybridge.Contract;

/// <summary>What the cloud made of one change.</summary>
public sealed record DeliveryOutcome
{
    /// <summary>Who it was about.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary>The status word.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why not, as a fixed word (<see cref="RefusalReasons"/>); null when <see cref="DeliveryStatus.Success"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people: what is in the way, or what was adjusted.</summary>
    public string? Detail { get; init; }

    /// <summary>Trying again cannot help until the person or the tenant changes.</summary>
    public bool Permanent { get; init; }

    /// <summary>The cloud lacks the password version that the change stated: send the verifier.</summary>
    public bool PasswordWanted { get; init; }

    /// <summary>The name that the person signs in with, when the change carried their attributes.</summary>
    public string? UserName { get; init; }
}

/// <summary>The status words of one person's last attempt, as administrators know them.</summary>
public enum DeliveryStatus
{
    /// <summary>Taken, or already there.</summary>
    Success,

    /// <summary>"Must change password at next logon" is set: not synchronized, the cloud keeps what it had.</summary>
    FilteredByTarget,

    /// <summary>The cloud has no such person to give the password to.</summary>
    NoTargetConnection,

    /// <summary>The source directory has no such object.</summary>
    SourceConnectorNotPresent,

    /// <summary>The cloud refused the person, so there is nothing to give the password to.</summary>
    TargetNotExportedToDirectory,

    /// <summary>The cloud met an error of its own.</summary>
    Error,

    /// <summary>Nothing is known about this attempt.</summary>
    Unknown,
}

/// <summary>The fixed words of <see cref="DeliveryOutcome.Reason"/>.</summary>
public static class RefusalReasons
{
    /// <summary>The tenant's feature is off; the person was taken, the password was not.</summary>
    public const string PasswordSyncDisabled = "password-sync-disabled";

    /// <summary>The name belongs to somebody who is not synchronized.</summary>
    public const string NameTakenByCloudUser = "name-taken-by-cloud-user";

    /// <summary>The name belongs to another synchronized person.</summary>
    public const string NameTaken = "name-taken";

    /// <summary>The anchor belongs to an administrator of the cloud, whom synchronization never writes.</summary>
    public const string AdministratorProtected = "administrator-protected";

    /// <summary>Another account that is there has the same anchor; the person is that one.</summary>
    public const string AnchorTaken = "anchor-taken";

    /// <summary>A password for somebody whom the cloud does not know.</summary>
    public const string UnknownPerson = "unknown-person";

    /// <summary>Members for a group, or a part of a list of them, that the cloud does not know.</summary>
    public const string UnknownGroup = "unknown-group";

    /// <summary>A value that the cloud does not take: too long, empty, or with control characters.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>The cloud met an error of its own.</summary>
    public const string InternalError = "internal-error";
}
