namespace Skybridge.Lab.Processes;

/// <summary>How a program ended and what it said.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    const int TailLines = 12;

    /// <summary>The exception for a program that had to succeed: its last words included.</summary>
    public LabException Failure(string what, string hint)
    {
        var words = $"{Output}{Errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(TailLines);
        return new($"{what} ended with exit code {ExitCode}: {string.Join("; ", words)}.", hint);
    }
}
