using System.Text;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Names an object or a naming context: by GUID, by distinguished name, or both.</summary>
/// <remarks>
/// [MS-DRSR] DSNAME, as NDR:
/// <code>max (= NameLen+1) | structLen = 58 + 2 * NameLen | SidLen | Guid 16 | Sid 28 | NameLen | WCHAR[NameLen+1]</code>
/// </remarks>
/// <param name="ObjectGuid"><c>objectGUID</c>; empty when only the name is known.</param>
/// <param name="Sid"><c>objectSid</c>; null when there is none.</param>
/// <param name="DistinguishedName">The distinguished name; may be empty when the GUID is there.</param>
public sealed record DsName(Guid ObjectGuid, Sid? Sid, string DistinguishedName)
{
    const int FixedSize = 58;
    const int MaxNameLength = 64 * 1024;

    /// <summary>Names an object by its GUID.</summary>
    public static DsName FromGuid(Guid objectGuid) => new(objectGuid, null, "");

    /// <summary>Names an object by its distinguished name.</summary>
    public static DsName FromDistinguishedName(string distinguishedName) => new(Guid.Empty, null, distinguishedName);

    /// <summary>The distinguished name, or the GUID where there is none.</summary>
    public override string ToString() => DistinguishedName.Length > 0 ? DistinguishedName : ObjectGuid.ToString();

    internal void Write(NdrWriter writer)
    {
        writer.WriteUInt32((uint)DistinguishedName.Length + 1);
        writer.WriteUInt32((uint)(FixedSize + (2 * DistinguishedName.Length)));
        writer.WriteUInt32(0);
        writer.WriteGuid(ObjectGuid);
        writer.WriteBytes(new byte[Sid.MaxSize]);
        writer.WriteUInt32((uint)DistinguishedName.Length);
        writer.WriteBytes(Encoding.Unicode.GetBytes(DistinguishedName));
        writer.WriteBytes([0, 0]);
        writer.Align(4);
    }

    /// <summary>Reads a name that is an attribute's value: the same without the NDR count before it.</summary>
    internal static DsName ReadValue(ReadOnlySpan<byte> blob)
    {
        var reader = new NdrReader(blob);
        reader.ReadUInt32();
        var sidLength = reader.ReadUInt32();
        var guid = reader.ReadGuid();
        var sid = reader.ReadBytes(Sid.MaxSize);
        var length = reader.ReadCount(2, MaxNameLength, "characters of a distinguished name");
        if (sidLength > Sid.MaxSize)
            throw new NdrException($"NDR: a DSNAME with a SID of {sidLength} bytes.");

        return new DsName(guid, sidLength == 0 ? null : Sid.TryRead(sid[..(int)sidLength]), Encoding.Unicode.GetString(reader.ReadBytes(length * 2)));
    }

    internal static DsName Read(ref NdrReader reader)
    {
        var max = reader.ReadUInt32();
        reader.ReadUInt32();
        var sidLength = reader.ReadUInt32();
        var guid = reader.ReadGuid();
        var sid = reader.ReadBytes(Sid.MaxSize);
        var length = reader.ReadUInt32();
        if (length >= max || sidLength > Sid.MaxSize)
            throw new NdrException($"NDR: a DSNAME of {length} characters in room for {max}, with a SID of {sidLength} bytes.");

        reader.CheckCount(max, 2, MaxNameLength, "characters of a distinguished name");
        var text = Encoding.Unicode.GetString(reader.ReadBytes((int)max * 2)[..((int)length * 2)]);
        return new DsName(guid, sidLength == 0 ? null : Sid.TryRead(sid[..(int)sidLength]), text);
    }
}
