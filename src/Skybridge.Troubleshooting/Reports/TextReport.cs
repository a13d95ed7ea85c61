using System.Globalization;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Reports;

/// <summary>The examination for people: verdict, evidence, what to do; in the order in which to mend.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="styled">Whether bold and colours help.</param>
/// <param name="width">How many columns there are, where lines are to be broken at words; commands never are, since they are there to be copied.</param>
public sealed class TextReport(TextWriter output, bool styled, int? width = null)
{
    const int NarrowestText = 20;

    const int Indent = 6;
    const int LabelWidth = 10;
    const int SlugColumn = 80;

    /// <summary>Writes it.</summary>
    public void Write(Diagnosis diagnosis, Sights sights)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        output.WriteLine(Style("1", Headline.Of(diagnosis, sights)));
        foreach (var finding in diagnosis.Found)
            WriteFound(finding);
        foreach (var finding in diagnosis.Findings.Where(finding => finding.Verdict == Verdict.Inconclusive))
            WriteLookedInVain(finding);
        output.WriteLine();
        WriteCleared([.. diagnosis.Findings.Where(finding => finding.Verdict == Verdict.Cleared)]);
        if (diagnosis.Summary.NotReached is > 0 and var count)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  – {count} not reached, because they depend on the above"));
    }

    void WriteFound(Finding finding)
    {
        var (mark, colour) = finding.Severity == Severity.Error ? ("✗", "31") : ("!", "33");
        output.WriteLine();
        output.WriteLine($"  {Style(colour, mark)} {Style("1", Padded(Title(finding)))} {finding.Cause}");
        WriteLines("where", [finding.Scope]);
        WriteText("seen", finding.Seen);
        WriteLines("mend it", finding.Remedy);
        WriteLines("more", [finding.Page]);
    }

    void WriteLookedInVain(Finding finding)
    {
        output.WriteLine();
        output.WriteLine($"  ? {Padded($"Not known: {Title(finding)}")} {finding.Cause}");
        WriteLines("where", [finding.Scope]);
        WriteText("seen", finding.Seen);
    }

    void WriteCleared(List<Finding> cleared)
    {
        if (cleared.Count == 0)
            return;

        var count = string.Create(CultureInfo.InvariantCulture, $"{cleared.Count} cause{(cleared.Count == 1 ? "" : "s")} ruled out");
        var seen = string.Join(" · ", cleared.Select(finding => finding.Seen));
        if (width is null)
        {
            output.WriteLine($"  {Style("32", "✓")} {count}   {seen}");
            return;
        }

        output.WriteLine($"  {Style("32", "✓")} {count}");
        foreach (var line in Wrap(seen, width.Value - Indent))
            output.WriteLine($"{"",Indent}{line}");
    }

    void WriteText(string label, string text) => WriteLines(label, width is { } columns ? [.. Wrap(text, columns - Indent - LabelWidth)] : [text]);

    static IEnumerable<string> Wrap(string text, int room)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Math.Max(room, NarrowestText))
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    void WriteLines(string label, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            output.WriteLine($"{"",Indent}{(i == 0 ? label : "").PadRight(LabelWidth)}{lines[i]}");
    }

    // Slugs stand below each other where there is room for it.
    string Padded(string title) => width is null or > SlugColumn + NarrowestText ? title.PadRight(SlugColumn - 4) : title;

    string Style(string code, string text) => styled ? $"\e[{code}m{text}\e[0m" : text;

    static string Title(Finding finding) => Catalogue.Find(finding.Cause)?.Title ?? finding.Cause;
}
