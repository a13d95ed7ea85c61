using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>Opens and closes a replication handle.</summary>
/// <remarks>[MS-DRSR] IDL_DRSBind (0) and IDL_DRSUnbind (1).</remarks>
static class DrsBind
{
    public const ushort BindOperation = 0;
    public const ushort UnbindOperation = 1;

    /// <summary>The length of a handle in bytes.</summary>
    public const int HandleSize = 20;

    // NTDSAPI_CLIENT_GUID: a client, not a domain controller.
    static readonly Guid ClientGuid = new("e24d201a-4fd6-11d1-a3da-0000f875ae0d");

    public static ReadOnlyMemory<byte> WriteRequest(DrsExtensions extensions)
    {
        var writer = new NdrWriter().WritePointer(true).WriteGuid(ClientGuid).WritePointer(true);
        extensions.Write(writer);
        return writer.Stub;
    }

    // pointer | extensions | pad to 4 | handle 20 | error
    public static (byte[] Handle, DrsExtensions Server) ReadReply(ReadOnlySpan<byte> stub)
    {
        var reader = new NdrReader(stub);
        var server = reader.ReadPointer() ? DrsExtensions.Read(ref reader) : default;
        reader.Align(4);
        var handle = reader.ReadBytes(HandleSize).ToArray();
        DrsStatus.ThrowIfFailed(reader.ReadUInt32(), "IDL_DRSBind");
        return (handle, server);
    }

    public static ReadOnlyMemory<byte> WriteUnbind(ReadOnlySpan<byte> handle) => new NdrWriter().WriteBytes(handle).Stub;
}
