using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Fakes;

/// <summary>Writes names as a server does, with the security identifier that a client never sends.</summary>
static class FakeNames
{
    /// <remarks>[MS-DRSR] DSNAME.</remarks>
    public static void Write(NdrWriter writer, DsName name)
    {
        var sid = name.Sid is null ? [] : SidBytes(name.Sid.Text);
        var text = name.DistinguishedName;
        writer.WriteUInt32((uint)text.Length + 1).WriteUInt32((uint)(58 + (2 * text.Length))).WriteUInt32((uint)sid.Length).WriteGuid(name.ObjectGuid);
        writer.WriteBytes(sid).WriteBytes(new byte[Sid.MaxSize - sid.Length]);
        writer.WriteUInt32((uint)text.Length).WriteBytes(Encoding.Unicode.GetBytes(text)).WriteBytes([0, 0]);
    }

    /// <summary>A name as the value of an attribute: the same without the NDR count before it.</summary>
    public static byte[] Value(DsName name)
    {
        var writer = new NdrWriter();
        Write(writer, name);
        return writer.Stub[4..].ToArray();
    }

    public static byte[] SidBytes(string text)
    {
        var numbers = text.Split('-').Skip(2).Select(part => ulong.Parse(part, CultureInfo.InvariantCulture)).ToList();
        var bytes = new byte[8 + (4 * (numbers.Count - 1))];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, numbers[0]);
        (bytes[0], bytes[1]) = (1, (byte)(numbers.Count - 1));
        for (var i = 1; i < numbers.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + (4 * i)), (uint)numbers[i]);
        return bytes;
    }
}
