using System.Collections.Frozen;
using System.Text;

namespace Skybridge.Cloud.People;

/// <summary>Passwords that are tried first by whoever guesses: a small list, and what people do to its words.</summary>
static class CommonPasswords
{
    static readonly FrozenSet<string> Words = Load();

    /// <summary>Whether a password is on the list, with signs for letters and digits around them taken off; or only a row of keys.</summary>
    public static bool Contains(string password)
    {
        var whole = password.ToLowerInvariant();
        if (whole.Length == 0)
            return false;

        var core = Core(whole);
        return IsRow(whole) || Words.Contains(whole) || Words.Contains(core) || Words.Contains(Spell(core)) || Words.Contains(Spell(whole));
    }

    static string Spell(string text) => new([.. text.Select(Letter)]);

    static string Core(string text)
    {
        var (first, last) = (0, text.Length);
        while (first < last && !char.IsLetter(text[first]))
            first++;
        while (last > first && !char.IsLetter(text[last - 1]))
            last--;
        return text[first..last];
    }

    // 12345678, 87654321, aaaaaaaa: each is the one before, or the next to it.
    static bool IsRow(string text)
    {
        for (var step = -1; step <= 1; step++)
        {
            var isRow = true;
            for (var i = 1; i < text.Length && isRow; i++)
                isRow = text[i] - text[i - 1] == step || (step == 1 && text[i - 1] == '9' && text[i] == '0');
            if (isRow)
                return true;
        }

        return false;
    }

    static char Letter(char sign) => sign switch
    {
        '@' or '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '1' or '!' => 'i',
        '0' => 'o',
        '$' or '5' => 's',
        '7' => 't',
        _ => sign,
    };

    static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The program was built without common-passwords.txt.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var words = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
