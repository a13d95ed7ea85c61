using System.Globalization;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Tests.Fakes;

/// <summary>What a replication service says about names and domain controllers.</summary>
static class FakeNameService
{
    const uint NotFound = 2;

    /// <remarks>[MS-DRSR] DRS_MSG_CRACKREQ_V1, DRS_MSG_CRACKREPLY_V1.</remarks>
    public static ReadOnlyMemory<byte> Crack(FakeDirectory directory, ref NdrReader reader)
    {
        reader.ReadBytes(8);
        reader.ReadBytes(12);
        var (from, to) = ((NameFormat)reader.ReadUInt32(), (NameFormat)reader.ReadUInt32());
        reader.ReadUInt32();
        reader.ReadPointer();
        var count = (int)reader.ReadUInt32();
        reader.ReadBytes(4 * count);
        var found = new List<FakeObject?>();
        for (var i = 0; i < count; i++)
            found.Add(Find(directory, from, reader.ReadString(4096, "a name")));

        var writer = new NdrWriter().WriteUInt32(1).WriteUInt32(1).WritePointer(true).WriteUInt32((uint)count).WritePointer(true).WriteUInt32((uint)count);
        foreach (var one in found)
            writer.WriteUInt32(one is null ? NotFound : 0).WritePointer(one is not null).WritePointer(one is not null);
        foreach (var one in found.OfType<FakeObject>())
            writer.WriteString(directory.DnsDomain).WriteString(Format(directory, one, to));
        return writer.WriteUInt32(0).Stub;
    }

    /// <remarks>[MS-DRSR] DRS_MSG_DCINFOREQ_V1, DRS_MSG_DCINFOREPLY_V2: the one that is asked, and its partners.</remarks>
    public static ReadOnlyMemory<byte> Describe(FakeDirectory directory, ref NdrReader reader)
    {
        reader.ReadBytes(16);
        var domain = reader.ReadString(256, "a domain");
        if (!domain.Equals(directory.DnsDomain, StringComparison.OrdinalIgnoreCase) && domain != directory.NetBiosName)
            return FakeDrsuapi.Refusal(DomainControllerInfoCall.Operation, 1355);

        FakeDirectory[] all = [directory, .. directory.Partners.Where(other => other.HostName != directory.HostName)];
        var writer = new NdrWriter().WriteUInt32(2).WriteUInt32(2).WriteUInt32((uint)all.Length).WritePointer(true).WriteUInt32((uint)all.Length);
        foreach (var one in all)
        {
            Array.ForEach(Texts(one), _ => writer.WritePointer(true));
            writer.WriteUInt32(1).WriteUInt32(1).WriteUInt32(1);
            writer.WriteGuid(Guid.NewGuid()).WriteGuid(Guid.NewGuid()).WriteGuid(Guid.NewGuid()).WriteGuid(one.DsaGuid);
        }

        foreach (var text in all.SelectMany(Texts))
            writer.WriteString(text);
        return writer.Align(4).WriteUInt32(0).Stub;
    }

    static string[] Texts(FakeDirectory directory)
    {
        var host = directory.HostName.ToUpperInvariant();
        return
        [
            host,
            $"{directory.HostName}.{directory.DnsDomain}",
            directory.Site,
            $"CN={directory.Site},CN=Sites,CN=Configuration,{directory.Head}",
            $"CN={host},OU=Domain Controllers,{directory.Head}",
            $"CN={host},CN=Servers,CN={directory.Site},CN=Sites,CN=Configuration,{directory.Head}",
            $"CN=NTDS Settings,CN={host},CN=Servers,CN={directory.Site},CN=Sites,CN=Configuration,{directory.Head}",
        ];
    }

    static FakeObject? Find(FakeDirectory directory, NameFormat from, string name) => from switch
    {
        NameFormat.Canonical when name == $"{directory.DnsDomain}/" => directory.Head,
        NameFormat.Nt4Account when name == $@"{directory.NetBiosName}\" => directory.Head,
        NameFormat.Nt4Account => directory.Objects.FirstOrDefault(one => name == $@"{directory.NetBiosName}\{one.Text(AttributeType.SamAccountName)}"),
        NameFormat.UserPrincipalName => directory.Objects.FirstOrDefault(one => name == one.Text(AttributeType.UserPrincipalName)),
        NameFormat.DistinguishedName => directory.Objects.FirstOrDefault(one => name == one.DistinguishedName),
        NameFormat.Sid => directory.Objects.FirstOrDefault(one => name == one.Sid?.Text),
        NameFormat.ObjectGuid => directory.Objects.FirstOrDefault(one => name == Braced(one.Guid)),
        _ => null,
    };

    static string Format(FakeDirectory directory, FakeObject one, NameFormat to) => to switch
    {
        NameFormat.DistinguishedName => one.DistinguishedName,
        NameFormat.ObjectGuid => Braced(one.Guid),
        NameFormat.Nt4Account => $@"{directory.NetBiosName}\{one.Text(AttributeType.SamAccountName)}",
        NameFormat.UserPrincipalName => one.Text(AttributeType.UserPrincipalName) ?? "",
        _ => throw new InvalidDataException($"Names are not asked for in format {to}."),
    };

    static string Braced(Guid guid) => guid.ToString("B", CultureInfo.InvariantCulture);
}
