using System.Globalization;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Data;

/// <summary>Goes along the <see cref="AuditChain"/>, entry by entry, and says what does not fit.</summary>
/// <param name="tenant">Whose log it is.</param>
/// <param name="noted">A head that was noted before; null for none.</param>
sealed class AuditChainWalk(Guid tenant, (long Position, string Hash)? noted)
{
    byte[] _hash = AuditChain.Begin(tenant);

    /// <summary>How many entries in a row fit.</summary>
    public long Position { get; private set; }

    /// <summary>Position and hash of the last of them.</summary>
    public string Head => string.Create(CultureInfo.InvariantCulture, $"{Position}:{AuditChain.Text(_hash)}");

    /// <summary>Takes the next entry of the chain.</summary>
    /// <returns>What is wrong with it; null when it fits.</returns>
    public string? Take(AuditEntry entry)
    {
        var position = Position + 1;
        if (entry.Position != position)
            return $"The entry at position {position} is missing: after {Position} comes {entry.Position}, of {Show.Moment(entry.At)}.";
        var hash = AuditChain.Next(_hash, position, entry);
        if (entry.Hash != AuditChain.Text(hash))
            return $"The entry at position {position} ({entry.Action} by {entry.Actor} at {Show.Moment(entry.At)}) is not as it was written, or one before it is another.";
        if (noted is { } head && head.Position == position && head.Hash != entry.Hash)
            return $"The chain is whole, and another one than when the head was noted: at position {position} it was {head.Hash}. All entries up to there may have been written anew.";
        (Position, _hash) = (position, hash);
        return null;
    }

    /// <summary>What is wrong when there are no more entries; null for nothing.</summary>
    public string? End() => noted is { } head && head.Position > Position
        ? $"The log ends at position {Position}, and the head that was noted is at {head.Position}: entries are missing at its end."
        : null;
}
