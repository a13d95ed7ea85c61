namespace Skybridge.Cloud.CommandLine;

/// <summary>Rows of text in columns as wide as they need to be.</summary>
sealed class Table(params IReadOnlyList<string> headings)
{
    const string Gap = "  ";

    readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row; a value that is missing is shown as a dash.</summary>
    public void Add(params IReadOnlyList<string?> cells) => _rows.Add(
        [.. cells.Select(cell => string.IsNullOrEmpty(cell) ? "-" : Flatten(cell))]);

    /// <summary>Writes the table, or <paramref name="nothing"/> when it has no rows.</summary>
    public void Write(Terminal terminal, string nothing)
    {
        if (_rows.Count == 0)
        {
            terminal.Out.WriteLine(nothing);
            return;
        }

        var widths = headings.Select((heading, column) => Math.Max(heading.Length, _rows.Max(row => row[column].Length))).ToList();
        terminal.Out.WriteLine(terminal.Bold(Line(headings, widths)));
        foreach (var row in _rows)
            terminal.Out.WriteLine(Line(row, widths));
    }

    static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        string.Join(Gap, cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();

    // Names come from directories and agents: none may draw on somebody's terminal.
    static string Flatten(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
