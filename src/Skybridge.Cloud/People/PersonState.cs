using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>A person while a batch is worked on: the rows, and what has to be written of them.</summary>
sealed class PersonState(CloudUser user, bool isNew)
{
    readonly string? _storedName = isNew || user.DeletedAt is not null ? null : user.NormalizedUserName;

    public CloudUser User { get; } = user;

    public Credential? Credential { get; set; }

    /// <summary>Not in the database yet.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>The name that the database holds for this person and that they give up; null when there is none.</summary>
    public string? GivenUpName => _storedName is not null && (
        User.DeletedAt is not null || User.NormalizedUserName != _storedName) ? _storedName : null;

    public bool UserChanged { get; set; } = isNew;

    /// <summary>Only the delivery's number changed: cheaper to write than everything.</summary>
    public bool Stamped { get; set; }

    public bool CredentialChanged { get; set; }
}
