using System.CommandLine;
using System.Globalization;

namespace Skybridge.CommandLine;

/// <summary>Answers a shell that asks what could be typed: <c>[suggest:PLACE] LINE</c>, the place counted in characters of the line.</summary>
static class Suggestions
{
    const string Start = "[suggest:";

    /// <summary>Prints the suggestions, when that is what the arguments ask for.</summary>
    public static bool TryAnswer(RootCommand root, string program, IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments is not [var directive, var line] || !directive.StartsWith(Start, StringComparison.Ordinal) || !directive.EndsWith(']'))
            return false;
        if (!int.TryParse(directive.AsSpan()[Start.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            return false;

        var typed = line[..Math.Min(place, line.Length)];
        foreach (var suggestion in Find(root, WithoutProgram(typed, program)))
            output.WriteLine(suggestion);
        return true;
    }

    // Help has more spellings than anybody wants to choose from, and options are in the way until somebody begins one, or there is nothing else.
    static List<string> Find(RootCommand root, string typed)
    {
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        var all = root.Parse(typed).GetCompletions(typed.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && !text.StartsWith('/') && text is not ("-?" or "-h"))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var words = all.Where(text => !text.StartsWith('-')).ToList();
        return words.Count > 0 && !word.StartsWith('-') ? words : all;
    }

    // The line begins with the program as it was typed, perhaps by its path.
    static string WithoutProgram(string typed, string program)
    {
        var space = typed.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Path.GetFileNameWithoutExtension(typed[..space]) == program ? typed[(space + 1)..] : typed;
    }
}
