using Skybridge.Contract;
using Skybridge.Sync.Engine;
using Skybridge.Sync.Space;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>One person's way from the directory to the cloud.</summary>
public sealed record PersonSight
{
    /// <summary>As the operator typed it.</summary>
    public required string Typed { get; init; }

    /// <summary>The domain that has the person; null when none has.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether a domain controller was asked just now; false when only what the agent knows could be looked at.</summary>
    public bool IsLive { get; init; }

    /// <summary>Why no domain controller could be asked.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The object as it is now, or was last seen; null when there is none.</summary>
    public ObjectState? State { get; init; }

    /// <summary>The rules of the person's domain, with what is known of it.</summary>
    public EffectiveScope Scope { get; init; } = EffectiveScope.Everybody;

    /// <summary>What the rules say about it; null when there is no object, or the tenant is not known.</summary>
    public ScopeDecision? Decision { get; init; }

    /// <summary>Names that are nearly the one that was typed.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>The last attempts, the newest first.</summary>
    public IReadOnlyList<PasswordAttempt> Attempts { get; init; } = [];

    /// <summary>What the retry list says; null when the person is not on it.</summary>
    public RetryEntry? Retry { get; init; }

    /// <summary>What the cloud knows; null when it could not be asked.</summary>
    public PersonDiagnosis? Cloud { get; init; }

    /// <summary>How the person is called in findings.</summary>
    public string Label => State?.UserPrincipalName ?? State?.SamAccountName ?? Typed;
}
