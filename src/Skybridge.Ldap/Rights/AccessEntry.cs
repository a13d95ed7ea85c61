using System.Buffers.Binary;

namespace Skybridge.Ldap.Rights;

/// <summary>Entries of an access list, as far as they are made or recognised here.</summary>
/// <remarks>
/// [MS-DTYP] ACCESS_ALLOWED_OBJECT_ACE: <code>type u8 = 5 | flags u8 | size u16 | mask u32 | flags u32 = 1 | object type GUID | SID</code>.
/// A control access right is named by the GUID. No flags: this object only.
/// </remarks>
static class AccessEntry
{
    const byte AllowedObject = 5;
    const byte Inherited = 0x10;
    const byte InheritOnly = 0x08;
    const uint ControlAccess = 0x100;
    const uint ObjectTypePresent = 1;
    const int ObjectTypeStart = 12;
    const int SidStart = 28;

    /// <summary>Allows an account a control access right on this object.</summary>
    public static byte[] Allow(Guid right, ReadOnlySpan<byte> sid)
    {
        var entry = new byte[SidStart + sid.Length];
        entry[0] = AllowedObject;
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), (ushort)entry.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), ControlAccess);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), ObjectTypePresent);
        right.TryWriteBytes(entry.AsSpan(ObjectTypeStart));
        sid.CopyTo(entry.AsSpan(SidStart));
        return entry;
    }

    /// <summary>Whether an entry came from a parent.</summary>
    public static bool IsInherited(byte[] entry) => (entry[1] & Inherited) != 0;

    /// <summary>Whether an entry gives this very account this right on this object, alone or among others.</summary>
    public static bool Allows(byte[] entry, Guid right, ReadOnlySpan<byte> sid) =>
        entry.Length == SidStart + sid.Length
        && entry[0] == AllowedObject
        && (entry[1] & InheritOnly) == 0
        && (BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(4)) & ControlAccess) != 0
        && BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(8)) == ObjectTypePresent
        && new Guid(entry.AsSpan(ObjectTypeStart, 16)) == right
        && entry.AsSpan(SidStart).SequenceEqual(sid);
}
