namespace Skybridge.Cloud.Leases;

/// <summary>Object GUIDs as they are stored: 16 bytes each.</summary>
static class PendingGuids
{
    const int Size = 16;

    public static byte[]? Write(IReadOnlyList<Guid>? guids)
    {
        if (guids is null)
            return null;

        var bytes = new byte[guids.Count * Size];
        for (var i = 0; i < guids.Count; i++)
            guids[i].TryWriteBytes(bytes.AsSpan(i * Size));
        return bytes;
    }

    public static IReadOnlyList<Guid>? Read(byte[]? bytes) => bytes is null
        ? null
        : [.. Enumerable.Range(0, bytes.Length / Size).Select(index => new Guid(bytes.AsSpan(index * Size, Size)))];
}
