namespace Skybridge.Sync.Agent;

/// <content>Which settings the service works with.</content>
public sealed partial class AgentStore
{
    /// <summary>Stores which state of the settings' file was looked at last: its work is under way, or it was reported as not usable.</summary>
    public void SetSettingsSeen(string stamp)
    {
        lock (Gate)
        {
            using var transaction = Connection.BeginTransaction();
            Execute("DELETE FROM settings_seen");
            Execute("INSERT INTO settings_seen (stamp) VALUES ($stamp)", ("$stamp", stamp));
            transaction.Commit();
        }
    }

    /// <summary>The state of the settings' file that was looked at last; null for none.</summary>
    public string? GetSettingsSeen()
    {
        lock (Gate)
            return Query("SELECT stamp FROM settings_seen", row => row.GetString(0)).SingleOrDefault();
    }
}
