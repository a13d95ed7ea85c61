using System.Globalization;
using System.Text.Json;
using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Space;

/// <content>Positions and the sequence of deliveries.</content>
public sealed partial class ConnectorSpace
{
    const string SequenceSetting = "sequence";

    /// <summary>The position reached; null when none was yet.</summary>
    public Checkpoint? GetCheckpoint(CheckpointKind kind)
    {
        lock (Gate)
        {
            return Query(
                "SELECT cursor, stored_at FROM checkpoint WHERE kind = $kind",
                row => new Checkpoint(JsonSerializer.Deserialize(row.GetString(0), SpaceJson.Default.CursorRow)!.ToCursor(), Time(row, 1)),
                ("$kind", (int)kind)).SingleOrDefault();
        }
    }

    /// <summary>Forgets both positions, so that everything is read and compared once more.</summary>
    public void ForgetCheckpoints()
    {
        lock (Gate)
            Execute("DELETE FROM checkpoint");
    }

    /// <summary>A number for a batch that is greater than every one before it.</summary>
    /// <remarks>At least the time in microseconds: should a power failure lose the stored one, or a backup bring back an old one, it still rises.</remarks>
    public long NextSequence()
    {
        lock (Gate)
        {
            var last = long.Parse(GetSettingLocked(SequenceSetting) ?? "0", CultureInfo.InvariantCulture);
            var next = Math.Max(last + 1, _time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            SetSettingLocked(SequenceSetting, next.ToString(CultureInfo.InvariantCulture));
            return next;
        }
    }

    /// <summary>A stored value; null when there is none.</summary>
    public string? GetSetting(string name)
    {
        lock (Gate)
            return GetSettingLocked(name);
    }

    /// <summary>Stores a value.</summary>
    public void SetSetting(string name, string value)
    {
        lock (Gate)
            SetSettingLocked(name, value);
    }

    string? GetSettingLocked(string name) => Query("SELECT value FROM setting WHERE name = $name", row => row.GetString(0), ("$name", name)).SingleOrDefault();

    void SetSettingLocked(string name, string value) =>
        Execute("INSERT OR REPLACE INTO setting (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));

    void StoreCheckpoint(CheckpointKind kind, ReplicationCursor cursor) => Execute(
        "INSERT OR REPLACE INTO checkpoint (kind, cursor, stored_at) VALUES ($kind, $cursor, $at)",
        ("$kind", (int)kind),
        ("$cursor", JsonSerializer.Serialize(CursorRow.From(cursor), SpaceJson.Default.CursorRow)),
        ("$at", _time.GetUtcNow().ToUnixTimeMilliseconds()));
}
