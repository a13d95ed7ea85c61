using System.Globalization;
using System.Text.Json;
using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Space;

/// <content>What passes from one agent of a domain to another.</content>
public sealed partial class ConnectorSpace
{
    const string LeaseTermSetting = "lease-term";

    /// <summary>The term up to which this space is of one line with what was delivered; 0 for none.</summary>
    public long GetLeaseTerm()
    {
        lock (Gate)
            return long.Parse(GetSettingLocked(LeaseTermSetting) ?? "0", CultureInfo.InvariantCulture);
    }

    /// <summary>The delivered position in the form in which it is handed over, and what waits before it; null while there is none.</summary>
    /// <param name="limit">The most pending objects: with more of them nothing is said about any.</param>
    public (string Position, IReadOnlyList<Guid>? Pending)? DescribePosition(int limit)
    {
        lock (Gate)
        {
            // In one breath: what a later cycle puts on the list belongs to a later position.
            if (Query("SELECT cursor FROM checkpoint WHERE kind = $kind", row => row.GetString(0), ("$kind", (int)CheckpointKind.Delivered)) is not [var position])
                return null;

            var pending = Query("SELECT guid FROM retry ORDER BY guid LIMIT $limit", row => new Guid(row.GetFieldValue<byte[]>(0)), ("$limit", limit + 1));
            return (position, pending.Count > limit ? null : pending);
        }
    }

    /// <summary>Reads a position that was handed over; null when it is none.</summary>
    public static ReplicationCursor? ReadPosition(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, SpaceJson.Default.CursorRow)?.ToCursor();
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Begins a term that follows this agent's own: nobody delivered in between.</summary>
    public void ContinueTerm(long term)
    {
        lock (Gate)
            SetSettingLocked(LeaseTermSetting, term.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Begins a term that follows another agent's, all in one transaction.</summary>
    /// <remarks>
    /// What this agent once delivered may have been replaced since, so none of it is believed any more: it counts as something else that the cloud
    /// has. Groups are told of as a whole; people when they change, or are pending.
    /// </remarks>
    /// <param name="term">The term.</param>
    /// <param name="position">Where the agent before had come to; null to read everything.</param>
    /// <param name="pending">What it had yet to deliver again.</param>
    public void TakeOver(long term, ReplicationCursor? position, IReadOnlyList<Guid> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        lock (Gate)
        {
            var now = _time.GetUtcNow();
            using var transaction = Connection.BeginTransaction();
            Execute(
                $"UPDATE object SET delivered_image = $elsewhere, anchor_fixed = 1 WHERE anchor IS NOT NULL AND kind > {(int)ObjectKind.Container}",
                ("$elsewhere", ObjectState.Elsewhere));
            Execute(
                "UPDATE grp SET delivered_image = $elsewhere, anchor_fixed = 1, list_due = 1, due = $now WHERE anchor IS NOT NULL",
                ("$elsewhere", ObjectState.Elsewhere),
                ("$now", now.ToUnixTimeMilliseconds()));
            Execute("DELETE FROM checkpoint");
            if (position is not null)
                StoreCheckpoint(CheckpointKind.Delivered, position);
            StoreRetries([.. pending.Distinct().Select(guid => new RetryEntry(guid, RetryEntry.Fetch, null, 0, now, now))], []);
            SetSettingLocked(LeaseTermSetting, term.ToString(CultureInfo.InvariantCulture));
            transaction.Commit();
        }
    }
}
