using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>How a name is written.</summary>
/// <remarks>[MS-DRSR] DS_NAME_FORMAT.</remarks>
public enum NameFormat
{
    /// <summary>Let the server find out (as input only).</summary>
    Unknown = 0,

    /// <summary><c>CN=Jane,DC=corp,DC=example</c>.</summary>
    DistinguishedName = 1,

    /// <summary><c>CORP\jane</c>; <c>CORP\</c> for the domain itself.</summary>
    Nt4Account = 2,

    /// <summary><c>{guid}</c>.</summary>
    ObjectGuid = 6,

    /// <summary><c>corp.example/People/Jane</c>; <c>corp.example/</c> for the domain itself.</summary>
    Canonical = 7,

    /// <summary><c>jane@corp.example</c>.</summary>
    UserPrincipalName = 8,

    /// <summary><c>S-1-5-21-…</c> (as input only).</summary>
    Sid = 11,
}

/// <summary>What became of one name.</summary>
/// <remarks>[MS-DRSR] DS_NAME_RESULT_ITEMW.</remarks>
/// <param name="Status">0 found; 2 not found; 3 not unique; others as the specification says.</param>
/// <param name="Domain">The DNS name of the domain it is in.</param>
/// <param name="Name">The name in the wanted form.</param>
public sealed record CrackedName(int Status, string? Domain, string? Name)
{
    /// <summary>Whether there is a result.</summary>
    public bool IsFound => Status == 0 && Name is not null;
}

/// <summary>Translates names.</summary>
/// <remarks>[MS-DRSR] IDL_DRSCrackNames (12), DRS_MSG_CRACKREQ_V1 and DRS_MSG_CRACKREPLY_V1.</remarks>
static class CrackNames
{
    public const ushort Operation = 12;

    const uint CodePage = 1252;
    const uint Locale = 1033;
    const int MaxNames = 10_000;
    const int MaxNameLength = 64 * 1024;

    public static ReadOnlyMemory<byte> WriteRequest(ReadOnlySpan<byte> handle, NameFormat from, NameFormat to, IReadOnlyList<string> names)
    {
        var writer = new NdrWriter().WriteBytes(handle).WriteUInt32(1).WriteUInt32(1);
        writer.WriteUInt32(CodePage).WriteUInt32(Locale).WriteUInt32(0).WriteUInt32((uint)from).WriteUInt32((uint)to);
        writer.WriteUInt32((uint)names.Count).WritePointer(true).WriteUInt32((uint)names.Count);
        for (var i = 0; i < names.Count; i++)
            writer.WritePointer(true);
        foreach (var name in names)
            writer.WriteString(name).Align(4);
        return writer.Stub;
    }

    // version | tag | pointer to the result | count, pointer | max, { status, pointer, pointer }..., strings | error
    public static IReadOnlyList<CrackedName> ReadReply(ReadOnlySpan<byte> stub)
    {
        DrsStatus.ThrowIfFailed(stub, "IDL_DRSCrackNames");
        var reader = new NdrReader(stub);
        reader.ExpectUInt32(1, "the version of a CrackNames reply");
        reader.ExpectUInt32(1, "the version of a CrackNames reply");
        if (!reader.ReadPointer())
            return [];

        reader.ReadUInt32();
        if (!reader.ReadPointer())
            return [];

        var items = new (int Status, bool HasDomain, bool HasName)[reader.ReadCount(12, MaxNames, "names")];
        for (var i = 0; i < items.Length; i++)
            items[i] = (reader.ReadInt32(), reader.ReadPointer(), reader.ReadPointer());

        var result = new List<CrackedName>(items.Length);
        foreach (var (status, hasDomain, hasName) in items)
        {
            var domain = hasDomain ? reader.ReadString(MaxNameLength, "a domain's name") : null;
            result.Add(new CrackedName(status, domain, hasName ? reader.ReadString(MaxNameLength, "a name") : null));
        }

        return result;
    }
}
