namespace Skybridge.Contract;

/// <summary>What changed about one person: any of their attributes, their removal, their password.</summary>
public sealed record DirectoryChange
{
    /// <summary>Who it is.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary><c>objectGUID</c> in the source directory.</summary>
    public required Guid ObjectGuid { get; init; }

    /// <summary>All delivered attributes as they are now; null when none of them changed.</summary>
    public PersonImage? Person { get; init; }

    /// <summary>Why the person is gone; null while they are there.</summary>
    public RemovalReason? Removal { get; init; }

    /// <summary>The password, or the statement which one it is; null when there is nothing to say about it.</summary>
    public PasswordChange? Password { get; init; }
}

/// <summary>Why a person leaves the cloud.</summary>
public enum RemovalReason
{
    /// <summary>Deleted in the source directory.</summary>
    Deleted,

    /// <summary>No longer in scope.</summary>
    OutOfScope,
}
