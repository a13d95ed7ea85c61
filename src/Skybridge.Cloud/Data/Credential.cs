using Skybridge.Cloud.Hardening;
using Skybridge.Contract;

namespace Skybridge.Cloud.Data;

/// <summary>What proves a person's password. A table of its own, so that listing people never reads a verifier.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would print.</remarks>
sealed class Credential
{
    /// <summary>The values of <see cref="Hardness"/>.</summary>
    public const int AsDelivered = 0;

    /// <inheritdoc cref="AsDelivered"/>
    public const int Wrapped = 1;

    public required Guid UserId { get; init; }

    /// <summary>The verifier in its text form; empty when the source directory has no password any more.</summary>
    public string Verifier { get; private set; } = "";

    /// <summary>Whether the verifier still has to be put inside an outer hash: a number, so that it can be looked for by an index.</summary>
    public int Hardness { get; private set; } = Wrapped;

    /// <summary>Whether there is anything that a password could match.</summary>
    public bool IsUsable => Verifier.Length > 0;

    /// <summary>Whether it was set here after the last synchronization.</summary>
    public required PersonSource Source { get; set; }

    /// <summary>Who set it here, as the audit log names them; null when it was synchronized.</summary>
    public string? SetBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>The person must choose another one before they get in.</summary>
    public bool MustChange { get; set; }

    /// <summary>When a password was last taken from the source directory.</summary>
    public DateTimeOffset? SynchronizedAt { get; set; }

    /// <summary>The columns of <see cref="Version"/>; all null until a password was synchronized.</summary>
    public int? Epoch { get; set; }

    public long? PasswordVersion { get; set; }

    public long? PasswordTime { get; set; }

    public Guid? PasswordInvocation { get; set; }

    public long? PasswordUsn { get; set; }

    public long? LastSetVersion { get; set; }

    public long? LastSetTime { get; set; }

    public Guid? LastSetInvocation { get; set; }

    public long? LastSetUsn { get; set; }

    /// <summary>Which password of the source directory was taken last, also when <see cref="Verifier"/> was set here since.</summary>
    public PasswordVersion? Version
    {
        get => Epoch is { } epoch
            ? new(
                epoch,
                Stamp(PasswordVersion, PasswordTime, PasswordInvocation, PasswordUsn),
                Stamp(LastSetVersion, LastSetTime, LastSetInvocation, LastSetUsn))
            : null;
        set
        {
            Epoch = value?.Epoch;
            (PasswordVersion, PasswordTime, PasswordInvocation, PasswordUsn) = Columns(value?.Password);
            (LastSetVersion, LastSetTime, LastSetInvocation, LastSetUsn) = Columns(value?.LastSet);
        }
    }

    /// <summary>Takes a password that was set here. The version stays: it says which one of the source directory gives way to it.</summary>
    public void Set(StoredVerifier verifier, string by, DateTimeOffset now, bool mustChange)
    {
        Keep(verifier);
        Source = PersonSource.Cloud;
        SetBy = by;
        ChangedAt = now;
        MustChange = mustChange;
    }

    /// <summary>Forgets the password, and which one of the source directory it was.</summary>
    public void Forget(DateTimeOffset now)
    {
        Keep(null);
        (Source, SetBy, Version, MustChange, SynchronizedAt, ChangedAt) = (PersonSource.Sync, null, null, false, null, now);
    }

    /// <summary>Keeps a verifier, or none.</summary>
    public void Keep(StoredVerifier? verifier)
    {
        Verifier = verifier?.Encode() ?? "";
        Hardness = verifier is { Outer: null } ? AsDelivered : Wrapped;
    }

    // Times are kept in ticks: a stamp that loses digits on its way through the database would no longer equal itself.
    static AttributeStamp Stamp(long? version, long? time, Guid? invocation, long? usn) =>
        new(
            (uint)version.GetValueOrDefault(),
            new DateTimeOffset(time.GetValueOrDefault(), TimeSpan.Zero),
            invocation.GetValueOrDefault(),
            usn.GetValueOrDefault());

    static (long?, long?, Guid?, long?) Columns(AttributeStamp? stamp) =>
        stamp is { } some ? (some.Version, some.Time.UtcTicks, some.InvocationId, some.Usn) : (null, null, null, null);
}
