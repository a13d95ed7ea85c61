using Skybridge.Contract;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>One object on its way through a cycle: as it was known, as it is now, what is to be done, and what the cloud shall be told.</summary>
sealed class WorkItem
{
    /// <summary>As it is stored; null for a new one.</summary>
    public required ObjectState? Known { get; set; }

    /// <summary>As it is now, what was decided included.</summary>
    public required ObjectState State { get; set; }

    /// <summary>What is to happen with it.</summary>
    public required ScopeDecision Decision { get; init; }

    /// <summary>What was replicated; null when only the known state is looked at again.</summary>
    public ReplicatedObject? Source { get; init; }

    /// <summary>Whether all its attributes were there to decide by.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The image and its digest, when it is to be delivered.</summary>
    public (PersonImage Image, string Digest)? Image { get; set; }

    /// <summary>Why the cloud is to remove the person.</summary>
    public RemovalReason? Removal { get; set; }

    /// <summary>The password to deliver; its verifier is derived with those of the other items.</summary>
    public PasswordVersion? Version { get; set; }

    /// <summary>Whether the version is only stated, for the cloud to say whether it has it.</summary>
    public bool StatesOnly { get; set; }

    /// <summary>Whether the source holds no password any more, which the version is of.</summary>
    public bool IsAbsent { get; set; }

    /// <summary>Whether a verifier goes with the version.</summary>
    public bool NeedsVerifier => Version is not null && !StatesOnly && !IsAbsent;

    /// <summary>Whether an operator asked for this person.</summary>
    public bool Reassert { get; init; }

    /// <summary>The derived verifier.</summary>
    public PasswordVerifier? Verifier { get; set; }

    /// <summary>Why the object must be read by itself; null when it need not be.</summary>
    public string? FetchReason { get; set; }

    /// <summary>Whether something of it concerns the password, so that an attempt is logged.</summary>
    public bool TouchesPassword { get; set; }

    /// <summary>Whether the cloud is to be told anything.</summary>
    public bool HasChange => Image is not null || Removal is not null || Version is not null;

    /// <summary>What the cloud is told.</summary>
    public DirectoryChange ToChange() => new()
    {
        Anchor = State.Anchor!.Value,
        ObjectGuid = State.ObjectGuid,
        Person = Image?.Image,
        Removal = Removal,
        Password = Version is not { } version ? null : new PasswordChange
        {
            Version = version,
            Verifier = NeedsVerifier ? Verifier : null,
            Absent = IsAbsent,
            MustChange = Decision.MustChange,
            Reassert = Reassert,
        },
    };
}
