namespace Skybridge.Lab.Domains;

/// <summary>How Samba spreads its services over processes.</summary>
public enum ProcessModel
{
    /// <summary>One process does everything: quickest for one client, and it hangs as a whole.</summary>
    SingleProcess,

    /// <summary>A process per service: needed once domain controllers replicate with each other.</summary>
    Prefork,
}
