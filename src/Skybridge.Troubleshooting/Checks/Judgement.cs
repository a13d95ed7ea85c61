using Skybridge.Troubleshooting.Findings;

namespace Skybridge.Troubleshooting.Checks;

/// <summary>What a check says about one place, before the engine adds what the catalogue knows.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Seen">What was tried, and what came back.</param>
/// <param name="Expected">What should have come back; null for the check's usual expectation.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Severity">How bad it is here; null for as bad as usual.</param>
public sealed record Judgement(Verdict Verdict, string Seen, string? Expected, IReadOnlyList<string> Remedy, Severity? Severity)
{
    /// <summary>The cause that was found and that this one depends on; null when it was reached.</summary>
    public string? Because { get; init; }

    /// <summary>The cause is there.</summary>
    public static Judgement Found(string seen, params IReadOnlyList<string> remedy) => new(Verdict.Found, seen, null, remedy, null);

    /// <summary>It is not there.</summary>
    public static Judgement Cleared(string seen) => new(Verdict.Cleared, seen, null, [], null);

    /// <summary>It could not be looked for.</summary>
    public static Judgement Inconclusive(string why) => new(Verdict.Inconclusive, why, null, [], null);

    /// <summary>Looking for it would say nothing.</summary>
    public static Judgement NotReached(string because) => new(Verdict.NotReached, $"Depends on {because}, which was found.", null, [], null) { Because = because };

    /// <summary>The same, where others do the work meanwhile.</summary>
    public Judgement AsWarning() => this with { Severity = Findings.Severity.Warning };
}
