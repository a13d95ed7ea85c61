using System.Buffers.Binary;
using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>The Win32 error that every DRSUAPI reply ends with.</summary>
static class DrsStatus
{
    public static void ThrowIfFailed(uint status, string call)
    {
        if (status != 0)
            throw new DrsException(unchecked((int)status), call);
    }

    /// <summary>Looks at the last four bytes before anything else: on an error the rest is zeros.</summary>
    public static void ThrowIfFailed(ReadOnlySpan<byte> stub, string call)
    {
        if (stub.Length < 4)
            NdrException.ThrowTruncated(0, 4, stub.Length);
        ThrowIfFailed(BinaryPrimitives.ReadUInt32LittleEndian(stub[^4..]), call);
    }
}
