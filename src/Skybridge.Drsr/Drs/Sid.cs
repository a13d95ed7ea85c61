using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Skybridge.Drsr.Drs;

/// <summary>A security identifier.</summary>
/// <remarks>[MS-DTYP] SID: <code>revision 1 | count | authority 6 bytes big-endian | sub-authorities u32 each</code></remarks>
public sealed record Sid
{
    /// <summary>The longest identifier in bytes that replication carries.</summary>
    public const int MaxSize = 28;

    Sid(string text, uint rid)
    {
        Text = text;
        Rid = rid;
    }

    /// <summary>The text form, <c>S-1-5-21-…</c>.</summary>
    public string Text { get; }

    /// <summary>The relative identifier: the last sub-authority.</summary>
    public uint Rid { get; }

    /// <summary>Reads the binary form; null when it is none.</summary>
    public static Sid? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12 || bytes[0] != 1 || bytes[1] == 0 || bytes.Length < 8 + (4 * bytes[1]))
            return null;

        ulong authority = 0;
        foreach (var b in bytes.Slice(2, 6))
            authority = (authority << 8) | b;

        var text = new StringBuilder("S-1-").Append(authority);
        uint last = 0;
        for (var i = 0; i < bytes[1]; i++)
        {
            last = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(8 + (4 * i))..]);
            text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }

        return new Sid(text.ToString(), last);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Text;
}
