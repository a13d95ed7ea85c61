namespace Skybridge.Lab.Processes;

/// <summary>What to start and how to look after it.</summary>
public sealed record ChildProgramOptions
{
    /// <summary>How its lines are marked and errors call it.</summary>
    public required string Name { get; init; }

    /// <summary>The program, by path.</summary>
    public required string FileName { get; init; }

    /// <summary>Never a secret: every user can read them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Set on top of our own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    /// <summary>Where everything that it says goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>When the log file begins anew; the one before is kept. A program that outlives us writes by itself, without a limit.</summary>
    public long LogLimit { get; init; } = 4 << 20;

    /// <summary>Told each line as it comes, marked with the name; one at a time.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Whether it stays when this process ends.</summary>
    public bool OutlivesUs { get; init; }
}
