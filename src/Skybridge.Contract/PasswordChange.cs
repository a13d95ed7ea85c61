namespace Skybridge.Contract;

/// <summary>A password on its way, or only the statement which version the source holds.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would copy and print.</remarks>
public sealed class PasswordChange
{
    /// <summary>Which password it is.</summary>
    public required PasswordVersion Version { get; init; }

    /// <summary>The verifier; null states only the version, and the outcome says whether the cloud lacks it.</summary>
    public PasswordVerifier? Verifier { get; init; }

    /// <summary>The source holds no password any more: whatever the cloud has signs nobody in. Without a verifier.</summary>
    public bool Absent { get; init; }

    /// <summary>Whether the person must choose a new one at sign-in.</summary>
    public bool MustChange { get; init; }

    /// <summary>An operator asked for this person: the same version is taken again, also over a password set in the cloud.</summary>
    public bool Reassert { get; init; }
}
