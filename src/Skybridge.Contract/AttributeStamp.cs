namespace Skybridge.Contract;

/// <summary>When and where one attribute of one object was last written: the originating metadata that replication decides by.</summary>
/// <remarks>
/// [MS-DRSR] PROPERTY_META_DATA. Ordered as a domain controller orders conflicting writes ([MS-DRSR] AttrConflict): version, then time, then
/// invocationId. The USN only has meaning on the server that <paramref name="InvocationId"/> names, and takes no part in the order.
/// </remarks>
/// <param name="Version">Counts the writes of this attribute, from 1; 0 when it was never written.</param>
/// <param name="Time">When it was written, to the second, by the clock of the server that wrote it.</param>
/// <param name="InvocationId">The database of the server that wrote it.</param>
/// <param name="Usn">The update sequence number of the write on that server.</param>
public readonly record struct AttributeStamp(uint Version, DateTimeOffset Time, Guid InvocationId, long Usn) : IComparable<AttributeStamp>
{
    /// <inheritdoc/>
    public int CompareTo(AttributeStamp other)
    {
        var byVersion = Version.CompareTo(other.Version);
        if (byVersion != 0)
            return byVersion;

        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : InvocationId.CompareTo(other.InvocationId);
    }

    /// <summary>Whether <paramref name="left"/> loses against <paramref name="right"/>.</summary>
    public static bool operator <(AttributeStamp left, AttributeStamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> wins over <paramref name="right"/>.</summary>
    public static bool operator >(AttributeStamp left, AttributeStamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not win over <paramref name="right"/>.</summary>
    public static bool operator <=(AttributeStamp left, AttributeStamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not lose against <paramref name="right"/>.</summary>
    public static bool operator >=(AttributeStamp left, AttributeStamp right) => left.CompareTo(right) >= 0;
}
