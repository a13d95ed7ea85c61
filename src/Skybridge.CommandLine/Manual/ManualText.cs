namespace Skybridge.CommandLine;

/// <summary>What a manual page says that the command tree does not know.</summary>
public sealed record ManualText
{
    /// <summary>One line for the page's name.</summary>
    public required string Summary { get; init; }

    /// <summary>What the program is for, by paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The files that it works with.</summary>
    public required IReadOnlyList<ManualEntry> Files { get; init; }

    /// <summary>The environment variables that it knows.</summary>
    public required IReadOnlyList<ManualEntry> Environment { get; init; }

    /// <summary>Commands to begin with.</summary>
    public required IReadOnlyList<ManualEntry> Examples { get; init; }

    /// <summary>Further pages, such as <c>skybridge-cloud(1)</c>.</summary>
    public required IReadOnlyList<string> SeeAlso { get; init; }
}
