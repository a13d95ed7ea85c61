using System.Globalization;
using System.Text;

namespace Skybridge.Lab.Processes;

/// <summary>What a terminal makes of what is sent to it: a screen with a cursor, and everything that was shown in its order.</summary>
/// <remarks>As much of ECMA-48 as programs of ours and the console of .NET use. Every character is taken to be one cell wide.</remarks>
sealed class TerminalScreen(int rows, int columns)
{
    const char Escape = '\u001b';

    readonly StringBuilder _raw = new();
    readonly StringBuilder _transcript = new();
    readonly StringBuilder _sequence = new();
    readonly StringBuilder _answers = new();
    readonly List<char[]> _lines = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    int _row;
    int _column;

    public string Raw => _raw.ToString();

    public string Transcript => _transcript.ToString();

    public string Visible => string.Join('\n', _lines.Select(line => new string(line).TrimEnd())).TrimEnd();

    /// <summary>Shows this, and returns what the terminal answers to questions in it.</summary>
    public string Show(ReadOnlySpan<char> text)
    {
        _raw.Append(text);
        _answers.Clear();
        foreach (var character in text)
            Take(character);
        return _answers.ToString();
    }

    static char[] Blank(int columns)
    {
        var line = new char[columns];
        Array.Fill(line, ' ');
        return line;
    }

    void Take(char character)
    {
        if (_sequence.Length > 0 || character == Escape)
            TakeOfSequence(character);
        else if (!char.IsControl(character))
            Print(character);
        else
            Control(character);
    }

    void Print(char character)
    {
        if (_column == columns)
        {
            _column = 0;
            NextLine();
        }

        _lines[_row][_column++] = character;
        _transcript.Append(character);
    }

    void Control(char character)
    {
        switch (character)
        {
            case '\n':
                _transcript.Append('\n');
                NextLine();
                break;
            case '\r':
                _column = 0;
                break;
            case '\b':
                _column = Math.Max(0, Math.Min(_column, columns - 1) - 1);
                break;
            case '\t':
                _column = Math.Min(columns - 1, (_column / 8 + 1) * 8);
                _transcript.Append('\t');
                break;
        }
    }

    void NextLine()
    {
        if (++_row < rows)
            return;
        _row = rows - 1;
        _lines.RemoveAt(0);
        _lines.Add(Blank(columns));
    }

    void TakeOfSequence(char character)
    {
        _sequence.Append(character);
        if (_sequence.Length == 1)
            return;
        var ended = _sequence[1] switch
        {
            '[' => _sequence.Length > 2 && character is >= '@' and <= '~',
            ']' => character is '\a' || (character is '\\' && _sequence[^2] == Escape),
            '(' or ')' => _sequence.Length == 3,
            _ => true,
        };
        if (!ended)
            return;
        if (_sequence[1] == '[')
            Obey(character, Parameters(_sequence.ToString(2, _sequence.Length - 3)));
        _sequence.Clear();
    }

    static int[] Parameters(string text) =>
        [.. text.Split(';').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];

    void Obey(char command, int[] parameters)
    {
        var first = parameters[0];
        var steps = Math.Max(1, first);
        switch (command)
        {
            case 'A':
                _row = Math.Max(0, _row - steps);
                break;
            case 'B':
                _row = Math.Min(rows - 1, _row + steps);
                break;
            case 'C':
                _column = Math.Min(columns - 1, _column + steps);
                break;
            case 'D':
                _column = Math.Max(0, _column - steps);
                break;
            case 'G':
                _column = Math.Min(columns, steps) - 1;
                break;
            case 'H' or 'f':
                _row = Math.Min(rows, steps) - 1;
                _column = Math.Clamp(parameters.ElementAtOrDefault(1), 1, columns) - 1;
                break;
            case 'J':
                EraseScreen(first);
                break;
            case 'K':
                EraseLine(first);
                break;
            case 'n' when first == 6:
                _answers.Append(CultureInfo.InvariantCulture, $"{Escape}[{_row + 1};{Math.Min(_column, columns - 1) + 1}R");
                break;
        }
    }

    void EraseLine(int part)
    {
        var from = part == 0 ? Math.Min(_column, columns) : 0;
        var to = part == 1 ? Math.Min(_column + 1, columns) : columns;
        _lines[_row].AsSpan(from, to - from).Fill(' ');
    }

    void EraseScreen(int part)
    {
        if (part < 2)
            EraseLine(part);
        for (var row = 0; row < rows; row++)
        {
            if (part >= 2 || (part == 0 && row > _row) || (part == 1 && row < _row))
                _lines[row].AsSpan().Fill(' ');
        }
    }
}
