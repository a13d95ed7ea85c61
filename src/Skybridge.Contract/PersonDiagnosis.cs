namespace Skybridge.Contract;

/// <summary>Asks what the cloud knows of one person. Changes nothing.</summary>
public sealed record PersonQuery
{
    /// <summary>The source anchor.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary>The name that the person should sign in with: says who else has it. Null to leave that out.</summary>
    public string? UserName { get; init; }
}

/// <summary>What the cloud knows of one person.</summary>
public sealed record PersonDiagnosis
{
    /// <summary>Whether somebody has the anchor; without, everything else about the person is null.</summary>
    public required bool Known { get; init; }

    /// <summary>The name to sign in with.</summary>
    public string? UserName { get; init; }

    /// <summary>Whether sign-in is not refused for the account's own sake.</summary>
    public bool? Enabled { get; init; }

    /// <summary>From then on sign-in is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When the person left; null while they are there.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Administers the cloud, so that synchronization never writes them.</summary>
    public bool? Administrator { get; init; }

    /// <summary>The password that lets the person in; null when there is none.</summary>
    public CloudPasswordState? Password { get; init; }

    /// <summary>Who has the name of the question and is somebody else, in words; null when nobody has.</summary>
    public string? NameTakenBy { get; init; }
}

/// <summary>Which password lets a person in.</summary>
public sealed record CloudPasswordState
{
    /// <summary>Whether it came by synchronization; false when it was set in the cloud since.</summary>
    public required bool Synchronized { get; init; }

    /// <summary>When it was taken or set.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By whom it was set in the cloud, as the audit log names them; null when it was synchronized.</summary>
    public string? By { get; init; }

    /// <summary>Which password of the source directory was taken last.</summary>
    public PasswordVersion? Version { get; init; }

    /// <summary>Whether the person must choose another one at sign-in.</summary>
    public bool MustChange { get; init; }
}
