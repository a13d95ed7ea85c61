using System.Text;
using CsCheck;

namespace Skybridge.Tests.Fuzzing;

/// <summary>Damages a message in every way that comes to mind.</summary>
/// <param name="random">Decides how; the same numbers make the same damage.</param>
sealed class Mutator(PCG random)
{
    static readonly uint[] Interesting =
    [
        0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 64 * 1024 + 1, 100_000, 100_001, 1_000_000, 0x01000000, 0x1fffffff,
        0x20000000, 0x20000001, 0x3fffffff, 0x40000000, 0x55555556, 0x7fffffff, 0x80000000, 0xfffffffe, uint.MaxValue,
    ];

    // What stands in text where something else was meant.
    static readonly byte[][] Words =
    [
        .. ((string[])["null", "true", "[]", "{}", "[[]]", "0", "-1", "1e999", "9223372036854775808", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"9999-12-31T23:59:59Z\"", "\"AAAA\"", ",", ":", "%00", "%", "+", "\"2026-02-30T00:00:00Z\"", "\"00000000-0000-0000-0000-000000000000\"", "\"a@b\""])
            .Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Damages a message one to four times.</summary>
    /// <param name="message">The message; it stays as it is.</param>
    /// <param name="others">Messages that parts are taken from.</param>
    public byte[] Mutate(byte[] message, IReadOnlyList<byte[]> others)
    {
        var bytes = message.ToList();
        // Every other time JSON stays JSON, so that what is behind its reader is reached.
        var isJson = message is [(byte)'{', ..] && Below(2) == 0;
        for (var changes = 1 + Below(4); changes > 0 && bytes.Count > 0; changes--)
        {
            if (isJson)
                ReplaceWord(bytes, Below(bytes.Count));
            else
                Change(bytes, Below(bytes.Count), others);
        }

        return [.. bytes];
    }

    /// <summary>A number from 0 to one less than <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)random.Next((uint)limit);

    void Change(List<byte> bytes, int at, IReadOnlyList<byte[]> others)
    {
        switch (Below(13))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << Below(8));
                break;

            case 2:
                bytes[at] = (byte)random.Next();
                break;

            case 3 or 4 or 5:
                Overwrite(bytes, at & ~3, Interesting[Below(Interesting.Length)]);
                break;

            case 6:
                Overwrite(bytes, at & ~3, (uint)(bytes.Count - Below(64)));
                break;

            case 10 or 11:
                OverwriteEqual(bytes, at & ~3, Interesting[Below(Interesting.Length)]);
                break;

            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;

            case 8:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 4 * (1 + Below(8))));
                break;

            case 12:
                ReplaceWord(bytes, at);
                break;

            default:
                Splice(bytes, at, others[Below(others.Count)]);
                break;
        }
    }

    void Splice(List<byte> bytes, int at, byte[] other)
    {
        if (other.Length == 0)
            return;

        var from = Below(other.Length);
        bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 4 * (1 + Below(32)))));
    }

    // The letters and digits around a place, with quotation marks: often a whole value.
    void ReplaceWord(List<byte> bytes, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && IsOfWord(bytes[from - 1]))
            from--;
        while (to < bytes.Count && IsOfWord(bytes[to]))
            to++;
        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, Words[Below(Words.Length)]);
    }

    static bool IsOfWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'"' or (byte)'-' or (byte)'.' or (byte)'%' or (byte)'@';

    // A count that stands in two places: a lie that is told twice.
    static void OverwriteEqual(List<byte> bytes, int at, uint number)
    {
        var count = At(bytes, at);
        for (var (left, position) = (2, at); left > 0 && position + 4 <= bytes.Count; position += 4)
        {
            if (At(bytes, position) != count)
                continue;

            Overwrite(bytes, position, number);
            left--;
        }
    }

    static uint At(List<byte> bytes, int at) =>
        at + 4 <= bytes.Count ? (uint)(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) : 0;

    static void Overwrite(List<byte> bytes, int at, uint number)
    {
        for (var i = 0; i < 4 && at + i < bytes.Count; i++)
            bytes[at + i] = (byte)(number >> (8 * i));
    }
}
