using System.Globalization;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Reports;

/// <summary>The examination for people: verdict, evidence, what to do; in the order in which to mend.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="styled">Whether bold and colours help.</param>
public sealed class TextReport(TextWriter output, bool styled)
{
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
        output.WriteLine($"  {Style(colour, mark)} {Style("1", Title(finding).PadRight(SlugColumn - 4))} {finding.Cause}");
        WriteLines("where", [finding.Scope]);
        WriteLines("seen", [finding.Seen]);
        WriteLines("mend it", finding.Remedy);
        WriteLines("more", [finding.Page]);
    }

    void WriteLookedInVain(Finding finding)
    {
        output.WriteLine();
        output.WriteLine($"  ? {$"Not known: {Title(finding)}".PadRight(SlugColumn - 4)} {finding.Cause}");
        WriteLines("where", [finding.Scope]);
        WriteLines("seen", [finding.Seen]);
    }

    void WriteCleared(List<Finding> cleared)
    {
        if (cleared.Count == 0)
            return;

        var text = string.Create(CultureInfo.InvariantCulture, $"  {Style("32", "✓")} {cleared.Count} cause{(cleared.Count == 1 ? "" : "s")} ruled out   {string.Join(" · ", cleared.Select(finding => finding.Seen))}");
        output.WriteLine(text);
    }

    void WriteLines(string label, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            output.WriteLine($"{"",Indent}{(i == 0 ? label : "").PadRight(LabelWidth)}{lines[i]}");
    }

    string Style(string code, string text) => styled ? $"\e[{code}m{text}\e[0m" : text;

    static string Title(Finding finding) => Catalogue.Find(finding.Cause)?.Title ?? finding.Cause;
}
