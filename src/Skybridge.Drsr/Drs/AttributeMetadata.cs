using Skybridge.Drsr.Ndr;

namespace Skybridge.Drsr.Drs;

/// <summary>When and where an attribute was last written.</summary>
/// <remarks>[MS-DRSR] PROPERTY_META_DATA_EXT. The time is kept in whole seconds, by the clock of the server that wrote it.</remarks>
/// <param name="Version">Counts the writes, from 1.</param>
/// <param name="OriginatingTime">When it was written.</param>
/// <param name="InvocationId">The database of the server that wrote it.</param>
/// <param name="Usn">The update sequence number there.</param>
public readonly record struct AttributeMetadata(uint Version, DateTimeOffset OriginatingTime, Guid InvocationId, long Usn)
{
    static readonly DateTimeOffset StampEpoch = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly long MaxStampSeconds = (long)(DateTimeOffset.MaxValue - StampEpoch).TotalSeconds;

    /// <summary>Reads <code>version, align 8, time in seconds since 1601, invocationId, usn</code>: 40 bytes where it begins at a multiple of eight.</summary>
    internal static AttributeMetadata Read(ref NdrReader reader)
    {
        var version = reader.ReadUInt32();
        reader.Align(8);
        return new AttributeMetadata(version, FromSeconds((long)reader.ReadUInt64()), reader.ReadGuid(), (long)reader.ReadUInt64());
    }

    /// <summary>A DSTIME; what no calendar holds becomes the nearest that it does.</summary>
    internal static DateTimeOffset FromSeconds(long seconds) => StampEpoch.AddSeconds(Math.Clamp(seconds, 0, MaxStampSeconds - 1));
}
