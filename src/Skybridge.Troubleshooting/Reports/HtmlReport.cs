using System.Globalization;
using System.Net;
using System.Text;
using Skybridge.Troubleshooting.Checks;
using Skybridge.Troubleshooting.Findings;
using Skybridge.Troubleshooting.Probes;

namespace Skybridge.Troubleshooting.Reports;

/// <summary>The examination as one self-contained page, to print or to attach to a ticket. It holds no secret: findings never do.</summary>
public static class HtmlReport
{
    const string Style =
        """
        :root { color-scheme: light dark; --line: #d0d5dd; --error: #b42318; --warning: #93530a; --good: #067647; --soft: #667085; }
        @media (prefers-color-scheme: dark) { :root { --line: #475467; --error: #fda29b; --warning: #fec84b; --good: #75e0a7; --soft: #98a2b3; } }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.125rem; margin: 0; } h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
        article { border: 1px solid var(--line); border-left: .4rem solid var(--error); border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; break-inside: avoid; }
        article.warning { border-left-color: var(--warning); } article.inconclusive { border-left-color: var(--soft); }
        dl { display: grid; grid-template-columns: 6rem 1fr; gap: .35rem 1rem; margin: .75rem 0 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        ol { margin: 0; padding-left: 1.25rem; } code { font: .875em ui-monospace, monospace; color: var(--soft); } footer { color: var(--soft); margin-top: 2rem; }
        li.cleared::marker { content: "✓  "; color: var(--good); } li.not-reached::marker { content: "–  "; }
        @media print { body { margin: 0; max-width: none; } }
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(Diagnosis diagnosis, Sights sights)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        ArgumentNullException.ThrowIfNull(sights);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Skybridge: {Text(Headline.Of(diagnosis, sights))}</title>\n<style>\n{Style}\n</style></head>\n<body>\n<main>\n<h1>{Text(Headline.Of(diagnosis, sights))}</h1>\n");
        foreach (var finding in diagnosis.Findings.Where(finding => finding.Verdict is Verdict.Found or Verdict.Inconclusive))
            WriteArticle(page, finding);
        WriteList(page, "Ruled out", "cleared", diagnosis.Findings.Where(finding => finding.Verdict == Verdict.Cleared));
        WriteList(page, "Not reached, because they depend on the above", "not-reached", diagnosis.Findings.Where(finding => finding.Verdict == Verdict.NotReached));
        page.Append(CultureInfo.InvariantCulture, $"</main>\n<footer>Agent {Text(sights.Agent.Name)}, cloud {Text(sights.Agent.Cloud.Authority)}, examined at {Text(Words.Moment(sights.At))}.</footer>\n</body></html>\n");
        return page.ToString();
    }

    static void WriteArticle(StringBuilder page, Finding finding)
    {
        var kind = finding.Verdict == Verdict.Inconclusive ? "inconclusive" : finding.Severity == Severity.Error ? "error" : "warning";
        var title = Catalogue.Find(finding.Cause)?.Title ?? finding.Cause;
        page.Append(CultureInfo.InvariantCulture, $"<article class=\"{kind}\"><h2>{Text(finding.Verdict == Verdict.Inconclusive ? $"Not known: {title}" : title)}</h2><code>{Text(finding.Cause)}</code>\n<dl><dt>Where</dt><dd>{Text(finding.Scope)}</dd><dt>Seen</dt><dd>{Text(finding.Seen)}</dd><dt>Expected</dt><dd>{Text(finding.Expected)}</dd>");
        if (finding.Remedy.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"<dt>Mend it</dt><dd><ol>{string.Concat(finding.Remedy.Select(step => $"<li>{Text(step)}</li>"))}</ol></dd>");
        page.Append(CultureInfo.InvariantCulture, $"<dt>More</dt><dd>{Text(finding.Page)}</dd></dl></article>\n");
    }

    static void WriteList(StringBuilder page, string heading, string kind, IEnumerable<Finding> findings)
    {
        var list = findings.ToList();
        if (list.Count == 0)
            return;

        page.Append(CultureInfo.InvariantCulture, $"<h3>{heading}</h3>\n<ul>\n");
        foreach (var finding in list)
            page.Append(CultureInfo.InvariantCulture, $"<li class=\"{kind}\">{Text(finding.Scope)}: {Text(finding.Seen)} <code>{Text(finding.Cause)}</code></li>\n");
        page.Append("</ul>\n");
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
