namespace Skybridge.Contract;

/// <summary>Asks for the salts of stored verifiers, to make candidates with. Changes nothing.</summary>
public sealed record SaltRequest
{
    /// <summary>The most people that one request may be about.</summary>
    public const int MaxPeople = 1000;

    /// <summary>Whose.</summary>
    public required IReadOnlyList<SourceAnchor> Anchors { get; init; }
}

/// <summary>The salts, in the order of the question.</summary>
public sealed record SaltReply
{
    /// <summary>One per person; null for who has no verifier that came by synchronization.</summary>
    public required IReadOnlyList<VerifierSalt?> Salts { get; init; }
}

/// <summary>What a candidate must be derived with.</summary>
public sealed record VerifierSalt
{
    /// <summary>The salt in hexadecimal.</summary>
    public required string Salt { get; init; }

    /// <summary>The iteration count.</summary>
    public required int Iterations { get; init; }
}

/// <summary>Asks whether stored verifiers were made of the passwords that the source directory holds. No verifier leaves the cloud.</summary>
public sealed record MatchRequest
{
    /// <summary>The candidates.</summary>
    public required IReadOnlyList<MatchCandidate> Candidates { get; init; }
}

/// <summary>A verifier made of the source directory's password with the cloud's salt.</summary>
/// <remarks>Not a record: it holds a secret, which generated members would copy and print.</remarks>
public sealed class MatchCandidate
{
    /// <summary>Whose.</summary>
    public required SourceAnchor Anchor { get; init; }

    /// <summary>The candidate; null for who has no salt.</summary>
    public PasswordVerifier? Verifier { get; init; }
}

/// <summary>The answers, in the order of the question.</summary>
public sealed record MatchReply
{
    /// <summary>One per person.</summary>
    public required IReadOnlyList<MatchResult> Results { get; init; }
}

/// <summary>How a stored verifier compares with a candidate.</summary>
public enum MatchResult
{
    /// <summary>Made of the same password.</summary>
    InSync,

    /// <summary>Made of another password.</summary>
    Stale,

    /// <summary>There is no such person, or they have no verifier.</summary>
    Missing,

    /// <summary>The password was set in the cloud since.</summary>
    Overridden,
}
