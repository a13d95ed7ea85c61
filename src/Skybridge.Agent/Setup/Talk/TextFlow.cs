using System.Text;

namespace Skybridge.Agent.Setup.Talk;

/// <summary>Lays text out in lines of a width, at words.</summary>
static class TextFlow
{
    /// <summary>Wraps a paragraph.</summary>
    /// <param name="text">Without line ends.</param>
    /// <param name="width">The most columns.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="rest">What the others begin with.</param>
    public static string Wrap(string text, int width, string first = "", string rest = "")
    {
        var lines = new StringBuilder();
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // A word that is longer than a line (a command, a DN) stays whole: it is there to be copied.
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                lines.Append(line).AppendLine();
                line.Clear().Append(rest);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        return lines.Append(line).ToString();
    }

    /// <summary>A text of at most so many characters.</summary>
    public static string Shorten(string text, int length) => text.Length <= length ? text : length < 2 ? text[..length] : $"{text[..(length - 1)]}…";

    /// <summary>Names come from directories, servers and clipboards: none may draw on somebody's terminal.</summary>
    public static string Clean(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
