namespace Skybridge.Sync.Engine;

/// <summary>What is to be done in the cloud with one person, and is not done yet.</summary>
public enum PendingKind
{
    /// <summary>The cloud does not have the person.</summary>
    Add,

    /// <summary>The cloud has other attributes.</summary>
    Change,

    /// <summary>The cloud has the person, who was deleted or left the scope.</summary>
    Remove,

    /// <summary>The cloud has another password, or none.</summary>
    Password,
}

/// <summary>One thing that waits to be delivered.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="DistinguishedName">With whom; of a deleted object the last name.</param>
/// <param name="UserName">The user principal name, or the name in the cloud.</param>
/// <param name="Detail">Why a person is removed, or why the last attempt failed; null where there is nothing to say.</param>
public sealed record PendingChange(PendingKind Kind, string DistinguishedName, string? UserName, string? Detail);
