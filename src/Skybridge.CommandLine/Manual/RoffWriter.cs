using System.Text;

namespace Skybridge.CommandLine;

/// <summary>Writes roff with the macros of man(7); what it is given is plain text.</summary>
sealed class RoffWriter
{
    readonly StringBuilder _text = new();

    public void Title(string name, string date, string source) =>
        Macro($".TH {Argument(name.ToUpperInvariant())} 1 {Argument(date)} {Argument(source)} {Argument("Skybridge manual")}");

    public void Section(string name) => Macro($".SH {Argument(name)}");

    public void Subsection(string name) => Macro($".SS {Argument(name)}");

    public void Line(string text) => Macro(Escape(text));

    public void Paragraph(string text)
    {
        Macro(".PP");
        Macro(Escape(text));
    }

    /// <summary>A command line: the words that are typed as they stand are bold.</summary>
    public void Usage(IReadOnlyList<string> words) =>
        Macro(string.Join(' ', words.Select(word => $"{(char.IsLower(word[0]) ? "\\fB" : "\\fI")}{Escape(word)}\\fR")));

    public void Tagged(string tag, string text)
    {
        Macro(".TP");
        Macro($"\\fB{Escape(tag)}\\fR");
        Macro(Escape(text));
    }

    public void Example(string text)
    {
        Macro(".PP");
        Macro(".in +4n");
        Macro(".nf");
        foreach (var line in text.Split('\n'))
            Macro(Escape(line));
        Macro(".fi");
        Macro(".in");
    }

    public override string ToString() => _text.ToString();

    void Macro(string line) => _text.Append(line).Append('\n');

    static string Argument(string text) => $"\"{Escape(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    // A line that begins with a dot or an apostrophe would be an order, and a bare hyphen may be typeset as something that cannot be copied.
    static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? $"\\&{escaped}" : escaped;
    }
}
