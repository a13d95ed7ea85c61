using System.Text.Json;
using Skybridge.Lab;
using Skybridge.Lab.Product;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>What <c>skybridge troubleshoot --json</c> said.</summary>
public sealed class Examination
{
    readonly List<(string Cause, string Verdict, string Severity, string Scope, string Seen, IReadOnlyList<string> Remedy)> _findings;

    Examination(int exitCode, JsonElement json)
    {
        ExitCode = exitCode;
        _findings = [.. json.GetProperty("findings").EnumerateArray().Select(finding => (
            Text(finding, "cause"),
            Text(finding, "verdict"),
            Text(finding, "severity"),
            Text(finding, "scope"),
            Text(finding, "seen"),
            (IReadOnlyList<string>)[.. finding.GetProperty("remedy").EnumerateArray().Select(step => step.GetString()!)]))];
    }

    public int ExitCode { get; }

    /// <summary>The causes that were found, what to mend first standing first.</summary>
    public IReadOnlyList<string> Found => [.. _findings.Where(finding => finding.Verdict == "found").Select(finding => finding.Cause).Distinct()];

    /// <summary>The causes that could not be looked for.</summary>
    public IReadOnlyList<string> Inconclusive => [.. _findings.Where(finding => finding.Verdict == "inconclusive").Select(finding => finding.Cause).Distinct()];

    /// <summary>The causes that depend on one that was found.</summary>
    public IReadOnlyList<string> NotReached => [.. _findings.Where(finding => finding.Verdict == "not-reached").Select(finding => finding.Cause).Distinct()];

    /// <summary>Every cause that was looked for.</summary>
    public IReadOnlyList<string> Causes => [.. _findings.Select(finding => finding.Cause).Distinct()];

    /// <summary>What was seen of a cause.</summary>
    public string SeenOf(string cause) => string.Join('\n', _findings.Where(finding => finding.Cause == cause).Select(finding => finding.Seen));

    /// <summary>What was seen where a cause was found: once per place.</summary>
    public IEnumerable<string> FoundOf(string cause) => SeenOf(cause, "found");

    /// <summary>What was seen where a cause was ruled out.</summary>
    public IEnumerable<string> ClearedOf(string cause) => SeenOf(cause, "cleared");

    /// <summary>What to do about a cause.</summary>
    public string RemedyOf(string cause) => string.Join('\n', _findings.Where(finding => finding.Cause == cause).SelectMany(finding => finding.Remedy));

    /// <summary>How bad a cause is.</summary>
    public IEnumerable<string> SeveritiesOf(string cause) => _findings.Where(finding => finding.Cause == cause && finding.Verdict == "found").Select(finding => finding.Severity);

    /// <summary>Examines a stack's agent, under other programs where some are named.</summary>
    public static Task<Examination> RunAsync(ProductLab stack, string? person = null, IReadOnlyList<string>? wrapper = null) => RunAsync(
        wrapper is null ? stack.Agent : new AgentInstance(new() { Home = stack.Agent.Home, LogFile = stack.PathOf("wrapped.log"), Wrapper = wrapper }), person);

    /// <summary>Examines an agent.</summary>
    public static async Task<Examination> RunAsync(AgentInstance agent, string? person = null)
    {
        string[] arguments = person is null ? ["troubleshoot", "--all", "--json"] : ["troubleshoot", "--user", person, "--json"];
        var result = await agent.TryCommandAsync(arguments, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode is 0 or 1, $"troubleshoot ended with {result.ExitCode}: {result.Errors}");
        using var json = JsonDocument.Parse(result.Output);
        return new(result.ExitCode, json.RootElement);
    }

    /// <summary>Examines until exactly these causes are found and none is inconclusive, whatever of the fault or the cure is still on its way.</summary>
    public static async Task<Examination> UntilAsync(ProductLab stack, string? person, params string[] causes)
    {
        Examination? last = null;
        await Wait.TryUntilAsync(async _ => (last = await RunAsync(stack, person)).Says(causes), ProductLab.Limit, TestContext.Current.CancellationToken);
        Assert.True(last!.Says(causes), $"Not exactly {(causes.Length == 0 ? "nothing" : string.Join(", ", causes))} is found:\n{last}");
        return last;
    }

    public override string ToString() => string.Join('\n', _findings.Select(finding => $"{finding.Verdict} {finding.Cause} ({finding.Scope}): {finding.Seen}"));

    bool Says(string[] causes) => Found.Order(StringComparer.Ordinal).SequenceEqual(causes.Order(StringComparer.Ordinal)) && Inconclusive.Count == 0;

    IEnumerable<string> SeenOf(string cause, string verdict) =>
        _findings.Where(finding => finding.Cause == cause && finding.Verdict == verdict).Select(finding => $"{finding.Scope}: {finding.Seen}");

    static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString()!;
}
