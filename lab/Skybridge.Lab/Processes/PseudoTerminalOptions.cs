namespace Skybridge.Lab.Processes;

/// <summary>What to start on a terminal, and how large the terminal is.</summary>
public sealed record PseudoTerminalOptions
{
    /// <summary>The program, by path.</summary>
    public required string FileName { get; init; }

    /// <summary>Never a secret: every user can read them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Set on top of our own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    public int Rows { get; init; } = 40;

    public int Columns { get; init; } = 120;
}
