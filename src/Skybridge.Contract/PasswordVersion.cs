namespace Skybridge.Contract;

/// <summary>Which password this is: an older one never replaces a newer one, and a repeat changes nothing.</summary>
/// <remarks>
/// Ordered by epoch, then by the stamp of <c>unicodePwd</c>, then by the stamp of <c>pwdLastSet</c> (clearing "must change" alone is a change).
/// The epoch rises when a domain controller was put back to an older state: what it holds since is newer, whatever the stamps say.
/// </remarks>
/// <param name="Epoch">Counts the roll-backs of the domain that were seen, from 0.</param>
/// <param name="Password">The stamp of <c>unicodePwd</c>.</param>
/// <param name="LastSet">The stamp of <c>pwdLastSet</c>.</param>
public readonly record struct PasswordVersion(int Epoch, AttributeStamp Password, AttributeStamp LastSet) : IComparable<PasswordVersion>
{
    /// <inheritdoc/>
    public int CompareTo(PasswordVersion other)
    {
        var byEpoch = Epoch.CompareTo(other.Epoch);
        if (byEpoch != 0)
            return byEpoch;

        var byPassword = Password.CompareTo(other.Password);
        return byPassword != 0 ? byPassword : LastSet.CompareTo(other.LastSet);
    }

    /// <summary>Whether <paramref name="left"/> is the older one.</summary>
    public static bool operator <(PasswordVersion left, PasswordVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is the newer one.</summary>
    public static bool operator >(PasswordVersion left, PasswordVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not the newer one.</summary>
    public static bool operator <=(PasswordVersion left, PasswordVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not the older one.</summary>
    public static bool operator >=(PasswordVersion left, PasswordVersion right) => left.CompareTo(right) >= 0;
}
