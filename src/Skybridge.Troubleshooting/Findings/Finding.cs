using System.Text.Json.Serialization;

namespace Skybridge.Troubleshooting.Findings;

/// <summary>What a check came to.</summary>
public enum Verdict
{
    /// <summary>The cause is there.</summary>
    [JsonStringEnumMemberName("found")]
    Found,

    /// <summary>It was looked for, and is not there.</summary>
    [JsonStringEnumMemberName("cleared")]
    Cleared,

    /// <summary>It could not be looked for; what was seen says why.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>Another cause was found that this one depends on, so looking for it would say nothing.</summary>
    [JsonStringEnumMemberName("not-reached")]
    NotReached,
}

/// <summary>How bad a cause is.</summary>
public enum Severity
{
    /// <summary>Passwords do not arrive.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>Passwords arrive, but something is not as it should be.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,
}

/// <summary>What one check saw in one place.</summary>
public sealed record Finding
{
    /// <summary>The slug of the cause.</summary>
    public required string Cause { get; init; }

    /// <summary>What the check came to.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>How bad the cause is where it is found.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Where was looked: the agent, a domain, a domain controller, a person.</summary>
    public required string Scope { get; init; }

    /// <summary>What was tried, and what came back.</summary>
    public required string Seen { get; init; }

    /// <summary>What should have come back.</summary>
    public required string Expected { get; init; }

    /// <summary>What to do, one step each, with the real names filled in.</summary>
    public required IReadOnlyList<string> Remedy { get; init; }

    /// <summary>The page of the documentation.</summary>
    public required string Page { get; init; }
}

/// <summary>How many findings there are of each verdict.</summary>
/// <param name="Found">Causes that are there.</param>
/// <param name="Cleared">Causes ruled out.</param>
/// <param name="Inconclusive">Causes that could not be looked for.</param>
/// <param name="NotReached">Causes that depend on one that was found.</param>
public sealed record Summary(
    [property: JsonPropertyName("found")] int Found,
    [property: JsonPropertyName("cleared")] int Cleared,
    [property: JsonPropertyName("inconclusive")] int Inconclusive,
    [property: JsonPropertyName("not-reached")] int NotReached);

/// <summary>The whole examination.</summary>
public sealed record Diagnosis
{
    /// <summary>Every check's findings: what is to be mended first stands first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The same, counted.</summary>
    public Summary Summary => new(Count(Verdict.Found), Count(Verdict.Cleared), Count(Verdict.Inconclusive), Count(Verdict.NotReached));

    /// <summary>The causes that were found.</summary>
    [JsonIgnore]
    public IEnumerable<Finding> Found => Findings.Where(finding => finding.Verdict == Verdict.Found);

    int Count(Verdict verdict) => Findings.Count(finding => finding.Verdict == verdict);
}

/// <summary>The JSON of an examination; stable.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Diagnosis))]
public sealed partial class DiagnosisJson : JsonSerializerContext;
