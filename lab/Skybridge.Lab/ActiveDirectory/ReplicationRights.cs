namespace Skybridge.Lab.ActiveDirectory;

/// <summary>The two extended rights that replication of password hashes needs.</summary>
[Flags]
public enum ReplicationRights
{
    None = 0,

    /// <summary>Replicating Directory Changes.</summary>
    Changes = 1,

    /// <summary>Replicating Directory Changes All: secrets too.</summary>
    ChangesAll = 2,

    Both = Changes | ChangesAll,
}
