using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>What a replication partner can do, exchanged by IDL_DRSBind.</summary>
/// <remarks>
/// [MS-DRSR] DRS_EXTENSIONS_INT:
/// <code>cb u32 | dwFlags u32 | SiteObjGuid 16 | Pid u32 | dwReplEpoch u32 | dwFlagsExt u32 | ConfigObjGUID 16 | dwExtCaps u32</code>
/// Older servers send fewer bytes.
/// </remarks>
readonly record struct DrsExtensions(uint Flags, uint ReplicationEpoch, uint FlagsExt)
{
    const int Size = 52;
    const int MaxSize = 10_000;

    const uint Base = 0x00000001;
    const uint DcInfoV1 = 0x00000020;
    const uint LinkedValues = 0x00000400;
    const uint DcInfoV2 = 0x00000800;
    const uint StrongEncryption = 0x00008000;
    const uint RequestV5 = 0x00100000;
    const uint RequestV6 = 0x00400000;
    // Windows servers fell over single-object reads from clients that did not say that they know application naming contexts.
    const uint NonDomainNamingContexts = 0x00800000;
    const uint RequestV8 = 0x01000000;
    const uint ReplyV5 = 0x02000000;
    const uint ReplyV6 = 0x04000000;
    const uint RequestV10 = 0x20000000;
    const uint ReplyV9 = 0x00000100;

    /// <summary>What we can do. Compression is left out, so that no compressed reply can come.</summary>
    public static DrsExtensions Ours(uint replicationEpoch) => new(
        Base | DcInfoV1 | LinkedValues | DcInfoV2 | StrongEncryption | RequestV5 | RequestV6 | NonDomainNamingContexts | RequestV8 | ReplyV5 | ReplyV6 | RequestV10,
        replicationEpoch,
        ReplyV9);

    /// <summary>Whether DRS_MSG_GETCHGREQ_V10 is understood.</summary>
    public bool TakesRequestV10 => (Flags & RequestV10) != 0;

    public void Write(NdrWriter writer)
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), ReplicationEpoch);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), FlagsExt);
        writer.WriteUInt32(Size).WriteUInt32(Size).WriteBytes(bytes);
    }

    public static DrsExtensions Read(ref NdrReader reader)
    {
        var max = reader.ReadUInt32();
        reader.ExpectUInt32(max, "the size of the extensions");
        var bytes = reader.ReadBytes(reader.CheckCount(max, 1, MaxSize, "bytes of extensions"));
        return new DrsExtensions(At(bytes, 0), At(bytes, 24), At(bytes, 28));
    }

    static uint At(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length >= offset + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) : 0;
}
