using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>What the directory says about one domain controller.</summary>
/// <remarks>[MS-DRSR] DS_DOMAIN_CONTROLLER_INFO_2W.</remarks>
public sealed record DomainControllerInfo
{
    /// <summary>The NetBIOS name.</summary>
    public required string? NetBiosName { get; init; }

    /// <summary>The DNS name of the host.</summary>
    public required string? DnsHostName { get; init; }

    /// <summary>The name of the site.</summary>
    public required string? SiteName { get; init; }

    /// <summary>The distinguished name of the computer account.</summary>
    public required string? ComputerObjectName { get; init; }

    /// <summary>Whether it holds the role of primary domain controller.</summary>
    public required bool IsPrimary { get; init; }

    /// <summary>Whether its directory service is installed and advertised.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Whether it is a global catalogue.</summary>
    public required bool IsGlobalCatalog { get; init; }

    /// <summary><c>objectGUID</c> of its nTDSDSA object: the name by which replication partners know it.</summary>
    public required Guid DsaGuid { get; init; }
}

/// <summary>Lists the domain controllers of a domain.</summary>
/// <remarks>[MS-DRSR] IDL_DRSDomainControllerInfo (16), DRS_MSG_DCINFOREQ_V1 and DRS_MSG_DCINFOREPLY_V2.</remarks>
static class DomainControllerInfoCall
{
    public const ushort Operation = 16;

    const int Level = 2;
    const int ItemSize = 104;
    const int MaxItems = 10_000;
    const int MaxTextLength = 64 * 1024;
    const int Texts = 7;

    public static ReadOnlyMemory<byte> WriteRequest(ReadOnlySpan<byte> handle, string domain) =>
        new NdrWriter()
            .WriteBytes(handle)
            .WriteUInt32(1)
            .WriteUInt32(1)
            .WritePointer(true)
            .WriteUInt32(Level)
            .WriteString(domain)
            .Stub;

    // version | tag | count, pointer | max, { 7 pointers, 3 BOOL, 4 GUID }..., strings | error
    public static IReadOnlyList<DomainControllerInfo> ReadReply(ReadOnlySpan<byte> stub)
    {
        DrsStatus.ThrowIfFailed(stub, "IDL_DRSDomainControllerInfo");
        var reader = new NdrReader(stub);
        reader.ExpectUInt32(Level, "the level of a DomainControllerInfo reply");
        reader.ExpectUInt32(Level, "the level of a DomainControllerInfo reply");
        reader.ReadUInt32();
        if (!reader.ReadPointer())
            return [];

        var items = new Item[reader.ReadCount(ItemSize, MaxItems, "domain controllers")];
        for (var i = 0; i < items.Length; i++)
            items[i] = Item.Read(ref reader);

        var result = new List<DomainControllerInfo>(items.Length);
        foreach (var item in items)
            result.Add(item.Finish(ref reader));
        return result;
    }

    readonly record struct Item(int PresentTexts, bool IsPrimary, bool IsEnabled, bool IsGlobalCatalog, Guid Dsa)
    {
        public static Item Read(ref NdrReader reader)
        {
            var present = 0;
            for (var i = 0; i < Texts; i++)
                present |= reader.ReadPointer() ? 1 << i : 0;

            var (primary, enabled, catalog) = (reader.ReadUInt32() != 0, reader.ReadUInt32() != 0, reader.ReadUInt32() != 0);
            reader.ReadGuid();
            reader.ReadGuid();
            reader.ReadGuid();
            return new Item(present, primary, enabled, catalog, reader.ReadGuid());
        }

        // The texts in order: NetBIOS, DNS, site, site object, computer object, server object, nTDSDSA object.
        public DomainControllerInfo Finish(ref NdrReader reader)
        {
            var texts = new string?[Texts];
            for (var i = 0; i < Texts; i++)
                texts[i] = (PresentTexts & (1 << i)) != 0 ? reader.ReadString(MaxTextLength, "a domain controller's name") : null;

            return new DomainControllerInfo
            {
                NetBiosName = texts[0],
                DnsHostName = texts[1],
                SiteName = texts[2],
                ComputerObjectName = texts[4],
                IsPrimary = IsPrimary,
                IsEnabled = IsEnabled,
                IsGlobalCatalog = IsGlobalCatalog,
                DsaGuid = Dsa,
            };
        }
    }
}
