using System.Buffers.Binary;
using Skybridge.Contract;

namespace Skybridge.Sync.Space;

/// <summary>When and where a membership was last given or taken away: which of two statements about it is the newer one.</summary>
/// <remarks>[MS-DRSR] LinkValueStamp: when it was first given, then version, time and invocationId of the last change.</remarks>
/// <param name="Created">When the membership was first given, in whole seconds.</param>
/// <param name="Changed">Its last change.</param>
public readonly record struct LinkStamp(DateTimeOffset Created, AttributeStamp Changed) : IComparable<LinkStamp>
{
    const int CreatedSize = 8;

    /// <inheritdoc/>
    public int CompareTo(LinkStamp other)
    {
        var byCreation = Created.CompareTo(other.Created);
        return byCreation != 0 ? byCreation : Changed.CompareTo(other.Changed);
    }

    /// <summary>Whether <paramref name="left"/> loses against <paramref name="right"/>.</summary>
    public static bool operator <(LinkStamp left, LinkStamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> wins over <paramref name="right"/>.</summary>
    public static bool operator >(LinkStamp left, LinkStamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not win over <paramref name="right"/>.</summary>
    public static bool operator <=(LinkStamp left, LinkStamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not lose against <paramref name="right"/>.</summary>
    public static bool operator >=(LinkStamp left, LinkStamp right) => left.CompareTo(right) >= 0;

    // created i64 | AttributeStamp
    internal byte[] Encode()
    {
        var changed = StampCodec.Encode(Changed);
        var bytes = new byte[CreatedSize + changed.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Created.ToUnixTimeSeconds());
        changed.CopyTo(bytes, CreatedSize);
        return bytes;
    }

    internal static LinkStamp Decode(ReadOnlySpan<byte> bytes) =>
        new(DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64LittleEndian(bytes)), StampCodec.DecodeStamp(bytes[CreatedSize..]));
}

/// <summary>What the directory says about one membership.</summary>
/// <param name="Group">The group's <c>objectGUID</c>.</param>
/// <param name="Member">The member's.</param>
/// <param name="IsPresent">Whether it is a member.</param>
/// <param name="Stamp">Since when.</param>
public readonly record struct LinkStatement(Guid Group, Guid Member, bool IsPresent, LinkStamp Stamp);
