using Skybridge.Lab.Processes;

namespace Skybridge.LabTests.Product.Refusals;

/// <summary>What a program says when it cannot do what it was asked: one line what is wrong, one line what to do.</summary>
sealed record Refusal(string Error, string Hint)
{
    const int CouldNotRun = 2;

    /// <summary>Requires that a program ended so, and in no other way.</summary>
    public static Refusal Of(ToolResult result)
    {
        var lines = result.Errors.TrimEnd('\n').Split('\n');
        Assert.True(
            result.ExitCode == CouldNotRun && lines is [var first, var second] && first.StartsWith("error: ", StringComparison.Ordinal) && second.StartsWith("hint: ", StringComparison.Ordinal),
            $"Exit code {result.ExitCode}.\nOutput: {result.Output}\nErrors: {result.Errors}");
        return new(lines[0]["error: ".Length..], lines[1]["hint: ".Length..]);
    }

    /// <summary>Requires that it says what is wrong and what to do.</summary>
    public static void Says(string error, string hint, ToolResult result)
    {
        var refusal = Of(result);
        Assert.Contains(error, refusal.Error, StringComparison.Ordinal);
        Assert.Contains(hint, refusal.Hint, StringComparison.Ordinal);
    }
}
